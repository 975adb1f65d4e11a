#include "connectors/formats/decode_jobs.h"

#include <simdjson.h>

#include <fstream>
#include <istream>
#include <ostream>

#include "connectors/formats/ascii.h"
#include "connectors/formats/decode_document.h"

namespace syndicated {
namespace {

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

Document decode_file(const Job& job) {
  std::ifstream file(job.path, std::ios::binary | std::ios::ate);
  const std::streamoff size = file ? static_cast<std::streamoff>(file.tellg()) : -1;
  std::string bytes(size > 0 ? static_cast<std::size_t>(size) : 0, '\0');
  if (size >= 0) file.seekg(0).read(bytes.data(), size);
  if (!file || size < 0) {
    Document unread;
    unread.fault = DocumentFault::undecodable;
    unread.fault_detail = "the file cannot be read";
    unread.wellformed = false;
    return unread;
  }
  DecodeHints hints;
  hints.url = job.url;
  hints.content_type = job.content_type;
  hints.content_language = job.content_language;
  hints.content_location = job.content_location;
  return decode_document(bytes, hints);
}

}  // namespace

int decode_jobs(std::istream& jobs, std::ostream& out) {
  simdjson::dom::parser parser;
  int bad = 0;
  for (std::string line; std::getline(jobs, line);) {
    if (ascii_trim(line).empty()) continue;
    Job job;
    if (!read_job(parser, line, job)) {
      ++bad;
      continue;
    }
    out << document_to_json(decode_file(job), job.path) << '\n';
  }
  out.flush();
  return bad;
}

}  // namespace syndicated
