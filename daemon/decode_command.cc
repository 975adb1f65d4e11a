#include <unistd.h>
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <memory>

#include "connectors/formats/decode_jobs.h"
#include "daemon/commands.h"
#include "daemon/end_output.h"
#include "daemon/exit_code.h"
#include "daemon/terminal.h"

namespace syndicated {
namespace {

constexpr std::size_t kBlockBytes = 256 * 1024;

struct FileCloser {
  void operator()(std::FILE* file) const {
    if (file != stdin) std::fclose(file);
  }
};
using FilePtr = std::unique_ptr<std::FILE, FileCloser>;

// A copy of what a pipe gives, in a file without a name: a large document is read more than once.
// Null when there is no room for it.
FilePtr spool(std::string_view begun, std::FILE* pipe) {
  FilePtr copy(std::tmpfile());
  if (copy == nullptr) return nullptr;
  std::string block(begun);
  while (!block.empty()) {
    if (std::fwrite(block.data(), 1, block.size(), copy.get()) != block.size()) return nullptr;
    block.clear();
    if (!read_up_to(kBlockBytes, pipe, block)) return nullptr;
  }
  if (std::fflush(copy.get()) != 0) return nullptr;
  return copy;
}

// Writes the document's line, or as much of it as standard output takes. False when the document could not be read.
bool decode_file(const std::string& path) {
  const bool to_terminal = isatty(STDOUT_FILENO) != 0;
  const auto write = [to_terminal](std::string_view text) {
    std::cout << (to_terminal ? json_for_terminal(text) : std::string(text));
    return std::cout.good();
  };
  FilePtr file(path == "-" ? stdin : std::fopen(path.c_str(), "rb"));
  if (file == nullptr) return false;
  // What has no size is a pipe.
  if (FileBytes(file.get()).size() <= kStreamedBytesMin) {
    std::string bytes;
    if (!read_up_to(kStreamedBytesMin + 1, file.get(), bytes)) return false;
    if (bytes.size() <= kStreamedBytesMin) {
      write(document_to_json(decode_document(bytes, {}), path));
      std::cout << '\n';
      return true;
    }
    file = spool(bytes, file.get());
    if (file == nullptr) return false;
  }
  bool began = false;
  FileBytes blocks(file.get());
  const Result<void> read =
      stream_to_json(blocks, {}, streaming_limits(), path, [&](std::string_view text) {
        began = true;
        return write(text);
      });
  if (began) std::cout << '\n';
  return read.has_value();
}

int decode_files(const std::vector<std::string>& files) {
  int code = kExitFine;
  for (const std::string& path : files) {
    if (!std::cout.good()) break;  // nobody takes the rest
    if (decode_file(path)) continue;
    std::cerr << "syndicated decode: " << for_terminal(path) << " cannot be read\n";
    code = kExitProblems;
  }
  return code;
}

}  // namespace

int decode_command(const DecodeArguments& arguments) {
  std::ios::sync_with_stdio(false);
  if (arguments.jobs.empty()) return end_output("decode", decode_files(arguments.files));
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
  return end_output("decode", bad == 0 ? kExitFine : kExitProblems);
}

}  // namespace syndicated
