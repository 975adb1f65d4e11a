// Exit codes of every command (sysexits.h where it has one).
#pragma once

#include "pipeline/result.h"

namespace syndicated {

enum ExitCode : int {
  kExitFine = 0,
  kExitProblems = 1,       // it ran and found problems
  kExitUsage = 64,         // EX_USAGE
  kExitUnavailable = 69,   // EX_UNAVAILABLE
  kExitInternal = 70,      // EX_SOFTWARE
  kExitIo = 74,            // EX_IOERR: the disk refuses or is full
  kExitTryAgain = 75,      // EX_TEMPFAIL
  kExitPermission = 77,    // EX_NOPERM
  kExitConfig = 78,        // EX_CONFIG: a person has to change something
  kExitInterrupted = 130,  // ^C
};

// The code for a failure that ended a command.
inline ExitCode exit_code_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::io:
    case ErrorKind::no_space: return kExitIo;
    case ErrorKind::rebuild:
    case ErrorKind::unavailable: return kExitTryAgain;
    case ErrorKind::fenced:
    case ErrorKind::policy:
    case ErrorKind::config: return kExitConfig;
    case ErrorKind::limit:
    case ErrorKind::invalid: return kExitProblems;
  }
  return kExitInternal;
}

}  // namespace syndicated
