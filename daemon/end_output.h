// end_output: the last thing that a command does which printed data, so that a full disk is no
// success. A reader that has gone has what it wants (`| head`). The main thread only.
#pragma once

namespace syndicated {

// Flushes standard output, of C and of C++. Returns `code` when all that was printed arrived, or nobody reads on;
// else says that it did not, in the name of `command`, and returns kExitIo.
int end_output(const char* command, int code);

}  // namespace syndicated
