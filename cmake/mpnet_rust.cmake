# mpnet_add_rust_library(<name>): an imported static library with the Rust code in it.
#
# cargo is asked at every build; the library stays untouched when nothing changed, so only a change of the Rust code
# links the firmware again.

include(${CMAKE_CURRENT_LIST_DIR}/mpnet_targets.cmake)

function(mpnet_add_rust_library name)
    mpnet_rust_target(triple)
    set(library ${CMAKE_CURRENT_BINARY_DIR}/lib${name}.a)
    separate_arguments(flags UNIX_COMMAND "${CMAKE_C_FLAGS}")
    list(FILTER flags INCLUDE REGEX "^-m")
    add_custom_target(${name}_build
        COMMAND ${CMAKE_COMMAND} -E env CC=${CMAKE_C_COMPILER} AR=${CMAKE_AR} OBJCOPY=${CMAKE_OBJCOPY}
            MPNET_RUST_TARGET=${triple} "MPNET_FEATURES=${MPNET_FEATURES}" bash ${MPNET_TOOLS_DIR}/rust-object.sh ${library} -- ${flags}
        BYPRODUCTS ${library}
        COMMENT "cargo build for ${triple}"
        VERBATIM)
    add_library(${name} STATIC IMPORTED GLOBAL)
    set_target_properties(${name} PROPERTIES IMPORTED_LOCATION ${library})
    add_dependencies(${name} ${name}_build)
endfunction()
