# mpnet_rust_target(<variable>): the Rust target that fits the compiler of this build.
#
# MPNET_RUST_TARGET, when set, is the answer; an ESP-IDF build names its chip in IDF_TARGET; everything else is guessed
# from the C compiler and its flags (tools/rust-triple.sh).

set(MPNET_TOOLS_DIR ${CMAKE_CURRENT_LIST_DIR}/../tools)

function(mpnet_rust_target variable)
    if(MPNET_RUST_TARGET)
        set(triple ${MPNET_RUST_TARGET})
    elseif(IDF_TARGET MATCHES "^esp32(s2|s3)?$")
        set(triple xtensa-${IDF_TARGET}-none-elf)
    elseif(IDF_TARGET MATCHES "^esp32c[23]$")
        set(triple riscv32imc-unknown-none-elf)
    elseif(IDF_TARGET MATCHES "^esp32(c5|c6|c61|h2)$")
        set(triple riscv32imac-unknown-none-elf)
    elseif(IDF_TARGET STREQUAL "esp32p4")
        set(triple riscv32imafc-unknown-none-elf)
    else()
        separate_arguments(flags UNIX_COMMAND "${CMAKE_C_FLAGS}")
        execute_process(COMMAND ${CMAKE_C_COMPILER} -dumpmachine
            OUTPUT_VARIABLE machine OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
        execute_process(COMMAND bash ${MPNET_TOOLS_DIR}/rust-triple.sh ${machine} ${flags}
            OUTPUT_VARIABLE triple OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
    endif()
    set(${variable} ${triple} PARENT_SCOPE)
endfunction()
