# Sourced by the other tools: one compiler cache for all clones, and the Python environments of the tests.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export CCACHE_BASEDIR="$root" CCACHE_NOHASHDIR=1 CCACHE_COMPILERCHECK=content
export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
SRNET_REFERENCE_PYTHON=$("$root/tools/venv-path" requirements-reference.lock)/bin/python
if [[ -x $SRNET_REFERENCE_PYTHON ]]; then
  export SRNET_REFERENCE_PYTHON
else
  unset SRNET_REFERENCE_PYTHON
fi
SRNET_CLIENT_PYTHON=$("$root/tools/venv-path" requirements-client.lock)/bin/python
if [[ -x $SRNET_CLIENT_PYTHON ]]; then
  export SRNET_CLIENT_PYTHON
else
  unset SRNET_CLIENT_PYTHON
fi
# Threads that wait for work sleep: tests and compilers share the cores.
export OMP_WAIT_POLICY=passive
