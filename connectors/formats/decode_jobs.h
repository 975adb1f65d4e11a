// The `decode` contract: documents to JSON, one line each, for people who look at a feed and for scorers of feed
// test suites. Unlike the line itself this output is sanitised HTML where a text is markup. Any thread.
#pragma once

#include <functional>
#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>

#include "connectors/formats/document_stream.h"

namespace syndicated {

// One JSON object without a line end. Fields without a value are left out; dates that cannot be read appear as
// `*_raw` only. `path` is copied into the object, "" leaves it out.
std::string document_to_json(const Document& document, std::string_view path);

// The same in parts: the head, then each entry, then the end. Each call appends to `out`, which may
// be emptied in between.
class DocumentJson {
 public:
  explicit DocumentJson(std::string& out);
  ~DocumentJson();

  void head(const Document& document, std::string_view path);  // without its entries
  void entry(const FeedEntry& entry);
  void end();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Where JSON goes to, piece by piece. False when it takes no more; then nothing else is read.
using WriteJson = std::function<bool(std::string_view)>;

// Writes the object of a document that is read in parts, without a line end. An error is one of the
// bytes; an object that had been begun is ended all the same, with the entries that were read.
Result<void> stream_to_json(DocumentBytes& bytes, const DecodeHints& hints,
                            const DecodeLimits& limits, std::string_view path,
                            const WriteJson& write);

// The limits of a document that is read in parts: its size is no matter then.
DecodeLimits streaming_limits();

// Reads jobs, one JSON object {"path","url","headers"} per line, and writes one line per job. A file that cannot
// be read gets its line too (format null). Returns the number of jobs that were not JSON objects with a path. Ends
// early when `out` takes no more.
int decode_jobs(std::istream& jobs, std::ostream& out);

}  // namespace syndicated
