# Build: the locked packages, each checked by its hash, then our own five folders.
# An index other than pip's default: --build-arg PIP_INDEX_URL=...
FROM python:3.11-slim AS build
ARG PIP_INDEX_URL=
ENV UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1 VIRTUAL_ENV=/app
RUN pip install --no-cache-dir uv && uv venv /app
WORKDIR /src
COPY requirements.lock .
RUN UV_DEFAULT_INDEX="$PIP_INDEX_URL" \
    uv pip install --no-cache --require-hashes -r requirements.lock
COPY . .
RUN UV_DEFAULT_INDEX="$PIP_INDEX_URL" uv pip install --no-cache --no-deps .

# Run: neither compiler nor package manager of ours, a user without rights or a home.
FROM python:3.11-slim
LABEL org.opencontainers.image.title="honglian" \
      org.opencontainers.image.licenses="Apache-2.0"
# A new volume takes the owner that its folder has here.
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin honglian \
    && install --directory --owner honglian /var/lib/honglian
COPY --from=build /app /app
ENV PATH=/app/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 LANG=C.UTF-8
USER 10001:10001
WORKDIR /tmp
EXPOSE 8000
# Alive, not ready: while Neo4j is away the service waits for it and must not be restarted.
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
ENTRYPOINT ["honglian"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
