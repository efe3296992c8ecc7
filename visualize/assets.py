"""The files of vis-network, read from the installed pyvis: none of them is ours to keep. pyvis
itself, and with it IPython, is not imported for that."""

import hashlib
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from graph.errors import HonglianError

_PYVIS = find_spec("pyvis")
ASSETS = Path(str(_PYVIS.origin)).parent / "lib" / "vis-9.1.2" if _PYVIS else Path()
SCRIPT = "vis-network.min.js", "1f20f0736f32cb9bedf8f6383b25cfea2f839e1abe80d6e8040b4d5bea378c69"
STYLES = "vis-network.css", "2e82d445ad5878ea881652470ce632601f8f55f1b99e6ebecdff8614600e6d0e"
# what our pages never show, but would carry or ask for: icons of vis-network's own buttons, and
# the source map
UNUSED = re.compile(r'url\("data:image[^"]*"\)|^//# sourceMappingURL=.*$', re.MULTILINE)


@cache
def asset(name: str, sha256: str) -> str:
    """A file of vis-network out of the installed pyvis, if it is the one we know."""
    path = ASSETS / name
    content = path.read_bytes() if path.exists() else b""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise HonglianError(
            "随 pyvis 安装的 vis-network 不是预期的 9.1.2 版",
            "The vis-network installed with pyvis is not the expected 9.1.2",
            fix_zh="请重新安装 pyvis==0.3.2",
            fix_en="Install pyvis==0.3.2 again",
            where=str(path),
        )
    text = content.decode("utf-8").replace("\r\n", "\n")  # as a browser reads it, before hashing
    return UNUSED.sub("", text)
