#include "daemon/command_line.h"
#include "daemon/signals.h"

int main(int argc, char** argv) {
  // Before anything else: a signal that comes before its handler would end the process, and a service manager
  // takes that for a clean exit.
  syndicated::Signals::block();
  return syndicated::run_command_line(argc, argv);
}
