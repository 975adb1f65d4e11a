// read_json_feed: JSON Feed 1.0 and 1.1 (jsonfeed.org) to a Document. Any thread; pure; never throws.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "connectors/formats/decode_document.h"

namespace syndicated {

// `text` is UTF-8, `base` the address of the document. What is JSON but no feed has the fault not_a_feed.
// A broken document is mended where that makes a feed of it.
Document read_json_feed(std::string_view text, const std::string& base, const DecodeLimits& limits);

// What is wrong with a JSON document, as the parser numbers it. The first two are for those who
// look for the ends of strings and brackets themselves.
enum class JsonFault : int {};
extern const JsonFault kJsonFine, kJsonUnclosedString, kJsonControlCharacter, kJsonStructure;
Document broken_json(JsonFault fault);
bool is_mendable(JsonFault fault);
void note_mended(Document& document);

// JsonPieces: reads the parts of a JSON Feed that is not held as a whole, with the parser's own
// judgement as if each stood at its place. Not for several threads at once; it keeps its memory.
class JsonPieces {
 public:
  // Both outlive it.
  JsonPieces(const std::string& base, const DecodeLimits& limits);
  ~JsonPieces();

  // One member of the document's object. `key` is its name as meant.
  JsonFault check_member(std::string_view member, std::string& key);

  // One element of an array that is `depth` deep in the document. Whether it is an object is in
  // `is_object`. `entry` and `dropped` (tags, authors and attachments beyond a limit) may be null.
  JsonFault read_element(std::string_view element, int depth, bool& is_object, FeedEntry* entry,
                         std::uint32_t* dropped);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace syndicated
