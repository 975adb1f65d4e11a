#include <fstream>
#include <iostream>
#include <iterator>
#include <unistd.h>

#include "connectors/formats/decode_document.h"
#include "connectors/formats/decode_jobs.h"
#include "daemon/commands.h"
#include "daemon/exit_code.h"
#include "daemon/terminal.h"

namespace syndicated {
namespace {

std::string read_all(std::istream& stream) {
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

int decode_files(const std::vector<std::string>& files) {
  const bool to_terminal = isatty(STDOUT_FILENO) != 0;
  int code = kExitFine;
  for (const std::string& path : files) {
    std::string bytes;
    if (path == "-") {
      bytes = read_all(std::cin);
    } else {
      std::ifstream file(path, std::ios::binary);
      if (!file) {
        std::cerr << "syndicated decode: " << for_terminal(path) << " cannot be read\n";
        code = kExitProblems;
        continue;
      }
      bytes = read_all(file);
    }
    const Document document = decode_document(bytes, {});
    const std::string line = document_to_json(document, path);
    std::cout << (to_terminal ? json_for_terminal(line) : line) << '\n';
  }
  return code;
}

}  // namespace

int decode_command(const DecodeArguments& arguments) {
  std::ios::sync_with_stdio(false);
  if (arguments.jobs.empty()) return decode_files(arguments.files);
  int bad = 0;
  if (arguments.jobs == "-") {
    bad = decode_jobs(std::cin, std::cout);
  } else {
    std::ifstream jobs(arguments.jobs);
    if (!jobs) {
      std::cerr << "syndicated decode: " << for_terminal(arguments.jobs) << " cannot be read\n";
      return kExitIo;
    }
    bad = decode_jobs(jobs, std::cout);
  }
  std::cout.flush();
  return bad == 0 ? kExitFine : kExitProblems;
}

}  // namespace syndicated
