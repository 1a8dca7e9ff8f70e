ARG PYTHON=3.13

FROM python:${PYTHON}-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /build
RUN python -m venv /build/tools && python -m venv /opt/gradgrid
COPY requirements.lock requirements-build.lock ./
RUN /build/tools/bin/pip install --require-hashes --no-deps -r requirements-build.lock \
    && /opt/gradgrid/bin/pip install --require-hashes --no-deps -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY gradgrid gradgrid
COPY engine engine
COPY app app
COPY static static
COPY templates templates
COPY tools/build_hook.py tools/math_font.py tools/package_readme.py tools/
# The last step compiles the bytecode, as nothing is written at run time.
RUN /build/tools/bin/pip wheel --no-deps --no-build-isolation --wheel-dir dist . \
    && /opt/gradgrid/bin/pip install --no-deps --no-index dist/gradgrid-*.whl \
    && /opt/gradgrid/bin/pip uninstall --yes pip \
    && /opt/gradgrid/bin/python -m compileall -q /opt/gradgrid/lib

FROM python:${PYTHON}-slim
RUN useradd --system --uid 10001 --no-create-home --home-dir /nonexistent gradgrid
COPY --from=build /opt/gradgrid /opt/gradgrid
ENV PATH=/opt/gradgrid/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOST=0.0.0.0 \
    PORT=8000
USER 10001:10001
WORKDIR /
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=4)"]
# exec makes the server process 1, so that it gets the signal to stop.
CMD ["sh", "-c", "exec gradgrid serve --host \"$HOST\" --port \"$PORT\""]
