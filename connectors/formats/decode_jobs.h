// The `decode` contract: documents to JSON, one line each, for people who look at a feed and for scorers of feed
// test suites. Unlike the line itself this output is sanitised HTML where a text is markup. Any thread.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

#include "connectors/formats/document.h"

namespace syndicated {

// One JSON object without a line end. Fields without a value are left out; dates that cannot be read appear as
// `*_raw` only. `path` is copied into the object, "" leaves it out.
std::string document_to_json(const Document& document, std::string_view path);

// Reads jobs, one JSON object {"path","url","headers"} per line, and writes one line per job. A file that cannot
// be read gets its line too (format null). Returns the number of jobs that were not JSON objects with a path.
int decode_jobs(std::istream& jobs, std::ostream& out);

}  // namespace syndicated
