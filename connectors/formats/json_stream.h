// JsonStream: a JSON Feed that is read in parts. It finds where the members of the document and its
// items begin and end, and leaves each of them to the parser. An item is handed out only when the
// whole document has turned out to be good; a broken one is mended on its way. Not thread safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

#include "connectors/formats/document_stream.h"
#include "connectors/formats/json_feed.h"
#include "connectors/formats/json_mend.h"
#include "connectors/formats/json_wrapping.h"
#include "connectors/formats/text_blocks.h"

namespace syndicated {

class JsonStream {
 public:
  // `before`: bytes of the text that stand before the document and are passed over.
  JsonStream(TextBlocks& text, std::size_t before, const DecodeHints& hints,
             const DecodeLimits& limits);

  // Reads everything for the head.
  Document survey();

  // Reads the entries, once there is a head.
  void entries(DocumentVisitor& visitor);

  // The same as they stand in the document, block by block: restart_items(), then more_items()
  // appends what the next block gives and is false at the end. A `cut` item is too long, and not
  // kept.
  struct RawItem {
    std::string text;
    bool cut = false;
  };
  void restart_items();
  bool more_items(std::deque<RawItem>& items);

  // The members of the document that describe the feed, separated by commas; the items are not
  // among them. Once there is a head.
  const std::string& feed_members() const { return feed_members_; }

 private:
  // What the piece is that is being collected: a member of the document; an element of its items,
  // or of the document itself if that is an array; what stands between the items and the next
  // comma.
  enum class Place { before, member, element, behind_items, after };

  Document survey_mended();
  Document survey_once();
  void restart();
  std::string_view next_text();
  std::string_view next_block();
  void walk();
  void look_at(std::string_view text);
  std::size_t pass_string(std::string_view text, std::size_t at);
  void look_at(char c);
  void collect(std::string_view text);
  void open(char bracket);
  bool begins_items();
  void end_piece(char mark);
  void end_member();
  void end_element();
  static void add_member(std::string& members, std::string_view member);
  void fail(JsonFault fault);

  TextBlocks& text_;
  const std::size_t before_;
  std::size_t to_pass_ = 0;  // of what stands before
  JsonEnd end_;
  const DecodeLimits& limits_;
  const std::string base_;
  JsonPieces pieces_;
  // Who takes the items; nobody, in the survey.
  DocumentVisitor* visitor_ = nullptr;
  std::deque<RawItem>* raw_items_ = nullptr;

  bool mends_ = false;  // the text, because it is broken
  JsonMender mender_;
  std::string mended_;

  Place place_ = Place::before;
  bool is_array_ = false;  // the document is
  bool in_string_ = false, escaped_ = false;
  char last_mark_ = 0;  // the last character that is neither white space nor within a string
  int depth_ = 0;       // of brackets within the piece
  std::string piece_;
  bool too_long_ = false;  // the piece is, and was not kept
  bool first_ = true;      // no piece of this object or array was there before
  bool has_items_ = false, stopped_ = false;
  std::string members_;       // those that describe the feed, and empty items, for its head
  std::string feed_members_;  // those without the items
  std::size_t entries_ = 0, passed_over_ = 0;
  std::uint32_t dropped_ = 0;  // tags, authors and attachments of the entries, by a limit
  bool too_many_ = false, has_control_ = false;
  JsonFault fault_ = kJsonFine;
};

}  // namespace syndicated
