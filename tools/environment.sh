# Sourced by the other tools: one compiler cache for all clones, and the reference environment of the tests.
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export CCACHE_BASEDIR="$root" CCACHE_NOHASHDIR=1 CCACHE_COMPILERCHECK=content
export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
SRNET_REFERENCE_PYTHON=$("$root/tools/venv-path" requirements-reference.lock)/bin/python
if [[ -x $SRNET_REFERENCE_PYTHON ]]; then
  export SRNET_REFERENCE_PYTHON
else
  unset SRNET_REFERENCE_PYTHON
fi
# Threads that wait for work sleep: tests and compilers share the cores.
export OMP_WAIT_POLICY=passive
