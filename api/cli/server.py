"""The command that serves: API and pages until it is told to stop."""

import os
import signal
import socket
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.call import Call
from api.cli.command import command
from api.cli.language import say

if TYPE_CHECKING:
    from graph.errors import UsageError

GRACE = 8  # seconds that requests under way are given; the store is closed after them
BACKLOG = 2048


@command("启动服务：接口和页面，默认只在本机可访问")
def serve(
    call: Call,
    host: Annotated[
        str | None,
        typer.Option("--host", help=say("监听地址", "address to bind"), show_default="127.0.0.1"),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            "--port",
            min=0,
            max=65535,
            help=say("端口，0 为任意", "0 takes any"),
            show_default="8000",
        ),
    ] = None,
) -> None:
    """Serve the API and the pages, to this machine only."""
    import uvicorn

    from api.app import create_app
    from api.journal import configure
    from api.middleware import is_loopback

    over = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    settings = call.settings.model_copy(update=over)
    if not is_loopback(settings.host) and not settings.trusted_network:
        raise _open_to_all(settings.host)
    listener = _listen(settings.host, settings.port)
    configure()
    app = create_app(settings)
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        ws="none",
        lifespan="on",
    )
    words = {"zh": "打开 {}，按 Ctrl-C 结束", "en": "Open {}, Ctrl-C ends it"}[call.lang]
    call.notices.print(words.format(_address(listener)))
    # the server stops by itself on SIGTERM and then sends it on to whoever handled it before
    signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        uvicorn.Server(config).run(sockets=[listener])
    finally:
        if app.state.abandoned:  # threads of the engine still work on what will not count
            os._exit(0)


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, proto, _, address = socket.getaddrinfo(
            host.strip("[]"), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, proto)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as exc:
        raise _no_port(host, port, exc) from exc
    return listener


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _open_to_all(host: str) -> "UsageError":
    from graph.errors import UsageError

    return UsageError(
        f"不能监听 {host}：尚无访问控制，能连到端口的人都能读到全部数据",
        f"{host} is not bound: there is no access control yet, who reaches the port reads all",
        fix_zh="请用 127.0.0.1，从别处访问时使用 SSH 隧道；容器部署见 docs/deployment.md",
        fix_en="Use 127.0.0.1 and an SSH tunnel; for containers see docs/deployment.md",
    )


def _no_port(host: str, port: int, exc: OSError) -> "UsageError":
    from graph.errors import UsageError

    return UsageError(
        f"无法监听 {host}:{port}：{exc.strerror}",
        f"{host}:{port} cannot be bound: {exc.strerror}",
        fix_zh="端口可能已被占用，请用 --port 换一个",
        fix_en="The port may be taken; choose another with --port",
    )
