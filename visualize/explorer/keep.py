"""A page as a file to keep: it opens from a disk, shows and sorts what it showed, and asks nothing
of anybody. Its links lead to the service where readers find it, or nowhere; a picture that grows
stands still in it.
"""

import base64
import hashlib
import re
from html import escape, unescape

from visualize.explorer.frame import Frame, static

# As our templates write it, who escape every quote and every `<` of a text: nothing else looks so.
HREF = re.compile(r' href="(/[^"]*)"')
LINKED = re.compile(r'<link rel="stylesheet" href="/static/([\w.-]+)\?v=\w+" nonce="[\w-]+">')
SCRIPT = re.compile(r'<script src="/static/([\w.-]+)\?v=\w+" nonce="[\w-]+" defer></script>')
TITLE = re.compile(r"<title>([^<]*)</title>")
CHARSET = '<meta charset="utf-8">'


def kept(text: str, frame: Frame) -> str:
    """The page whole, with what it links to inside and a policy that lets nothing else run."""
    styles = "\n".join(static(name) for name in LINKED.findall(text))
    (script,) = (static(name) for name in SCRIPT.findall(text))
    policy = (
        f"default-src 'none'; style-src '{_hash(styles)}'; script-src '{_hash(script)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
    meta = f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">'
    text = SCRIPT.sub("", LINKED.sub("", text))
    text = HREF.sub(lambda found: _address(found[1], frame), text)
    text = text.replace(CHARSET, f"{CHARSET}\n{meta}", 1)
    text = text.replace("</head>", f"<style>{styles}</style>\n</head>", 1)
    return text.replace("</body>", f"<script>{script}</script>\n</body>", 1)


def title(text: str) -> str:
    """What a page is called, as the name of a file may be."""
    found = TITLE.search(text)
    plain = unescape(found[1]) if found else ""
    return re.sub(r"[^\w·（）()-]+", " ", plain)[:80].strip()


def _hash(content: str) -> str:
    """As a policy names what it lets run."""
    return f"sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}"


def _address(path: str, frame: Frame) -> str:
    return f' href="{escape(frame.public_url)}{path}"' if frame.public_url else ""
