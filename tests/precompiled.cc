// Exists so that the precompiled headers of tests/CMakeLists.txt have targets to belong to.
