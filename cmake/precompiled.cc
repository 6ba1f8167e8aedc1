// Exists so that a precompiled header (srnet_precompiled) has a target to belong to.
