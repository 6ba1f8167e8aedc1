// Exists so that the precompiled header of model/CMakeLists.txt has a target to belong to.
