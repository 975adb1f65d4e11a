#include "connectors/formats/decode_jobs.h"

#include <simdjson.h>

#include <cstdio>
#include <istream>
#include <memory>
#include <optional>
#include <ostream>

#include "connectors/formats/ascii.h"

namespace syndicated {
namespace {

constexpr std::size_t kPipeBytesMax = 16u << 20;  // of what cannot be read in parts

struct Job {
  std::string path, url, content_type, content_language, content_location;
};

std::string text_at(simdjson::dom::object object, std::string_view key) {
  std::string_view text;
  return object.at_key(key).get(text) == simdjson::SUCCESS ? std::string(text) : "";
}

// False when the line is no job.
bool read_job(simdjson::dom::parser& parser, const std::string& line, Job& job) {
  simdjson::dom::object object;
  if (parser.parse(line).get(object) != simdjson::SUCCESS) return false;
  job.path = text_at(object, "path");
  job.url = text_at(object, "url");
  simdjson::dom::object headers;
  if (object.at_key("headers").get(headers) == simdjson::SUCCESS) {
    job.content_type = text_at(headers, "content-type");
    job.content_language = text_at(headers, "content-language");
    job.content_location = text_at(headers, "content-location");
  }
  return !job.path.empty();
}

struct FileCloser {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

// The line of a document that could not be read.
std::string unread(const Job& job) {
  Document document;
  document.fault = DocumentFault::undecodable;
  document.fault_detail = "the file cannot be read";
  document.wellformed = false;
  return document_to_json(document, job.path) + '\n';
}

void decode_file(const Job& job, std::ostream& out) {
  const std::unique_ptr<std::FILE, FileCloser> file(std::fopen(job.path.c_str(), "rb"));
  if (file == nullptr) {
    out << unread(job);
    return;
  }
  DecodeHints hints;
  hints.url = job.url;
  hints.content_type = job.content_type;
  hints.content_language = job.content_language;
  hints.content_location = job.content_location;
  FileBytes blocks(file.get());
  if (blocks.size() > kStreamedBytesMin) {
    bool began = false;
    const Result<void> read =
        stream_to_json(blocks, hints, streaming_limits(), job.path, [&](std::string_view text) {
          began = true;
          return (out << text).good();
        });
    out << (read || began ? "\n" : unread(job));
    return;
  }
  std::optional<Document> document;
  {
    std::string bytes;
    // A pipe has no size, and is not kept for a second reading.
    if (read_up_to(kPipeBytesMax + 1, file.get(), bytes) && bytes.size() <= kPipeBytesMax)
      document = decode_document(bytes, hints);
  }
  out << (document ? document_to_json(*document, job.path) + '\n' : unread(job));
}

}  // namespace

int decode_jobs(std::istream& jobs, std::ostream& out) {
  simdjson::dom::parser parser;
  int bad = 0;
  for (std::string line; out.good() && std::getline(jobs, line);) {
    if (ascii_trim(line).empty()) continue;
    Job job;
    if (!read_job(parser, line, job)) {
      ++bad;
      continue;
    }
    decode_file(job, out);
  }
  out.flush();
  return bad;
}

}  // namespace syndicated
