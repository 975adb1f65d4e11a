// end_output: the last thing that a command does which printed data, so that a full disk or a reader that has gone
// is no success. The main thread only.
#pragma once

namespace syndicated {

// Flushes standard output, of C and of C++. Returns `code` when all that was printed arrived; else says that it
// did not, in the name of `command`, and returns kExitIo.
int end_output(const char* command, int code);

}  // namespace syndicated
