// The command line: one table of commands and options, from which CLI11 makes parsing and help.
#pragma once

namespace syndicated {

// Parses and runs. Returns the exit code; usage errors give 64 with a hint on stderr.
int run_command_line(int argc, const char* const* argv);

}  // namespace syndicated
