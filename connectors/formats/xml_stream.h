// XmlStream: a feed in XML that is read in parts, by the rules of decode_document(): mended, parsed
// as a whole, and where that loses entries cut at their starts. Its text is read again for each of
// these steps. Not thread safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "connectors/formats/document_stream.h"
#include "connectors/formats/feed_reader.h"
#include "connectors/formats/text_blocks.h"
#include "connectors/formats/xml_events.h"
#include "connectors/formats/xml_mend.h"

namespace syndicated {

// The mended text of a document, as a whole or as segments that begin at the entries.
class EntrySegments final : public XmlInput {
 public:
  // `keep_bytes`: how much of the beginning of the mended text is kept.
  EntrySegments(TextBlocks& text, std::size_t body, std::size_t keep_bytes)
      : text_(text), body_(body), keep_bytes_(keep_bytes) {}

  // From the start again. As a whole, the starts of entries are counted and do not end anything;
  // otherwise the first segment is what stands before the first entry.
  void restart(bool as_whole);
  // How from the next restart on; see XmlMender.
  void end_sections(bool really) { ends_sections_ = really; }

  // Passes over what is left of the segment. False when there is no further one. `prefix` is read
  // before it.
  bool next_segment(std::string_view prefix);
  void drain();

  // Of the segment.
  std::size_t read(char* room, std::size_t size) override;

  std::uint64_t starts() const { return starts_; }            // so far
  std::uint64_t first_start() const { return first_start_; }  // its place in the mended text
  const std::string& kept() const { return kept_; }
  const XmlMender& mender() const { return mender_; }

 private:
  std::size_t available();
  bool more();

  TextBlocks& text_;
  const std::size_t body_;
  const std::size_t keep_bytes_;
  bool as_whole_ = false, ends_sections_ = false;
  std::size_t to_pass_ = 0;   // of the text, up to the body
  std::string raw_;           // not mended yet
  std::string mended_;        // from `at_` on not read yet
  std::uint64_t passed_ = 0;  // of the mended text, before `mended_`
  std::size_t at_ = 0, looked_at_ = 0;
  std::size_t start_ = 0;  // of the next entry, if `has_start_`
  bool has_start_ = false, ended_ = false;
  std::string_view prefix_;
  std::uint64_t starts_ = 0, first_start_ = 0;
  std::string kept_;
  XmlMender mender_;
  EntryFinder finder_;
};

class XmlStream {
 public:
  // `prolog` and its views outlive it.
  XmlStream(TextBlocks& text, const XmlProlog& prolog, const DecodeHints& hints,
            const DecodeLimits& limits);

  // Reads everything for the head.
  Document survey();

  // Reads the entries, once there is a head.
  void entries(DocumentVisitor& visitor);

 private:
  void take(FeedReader& reader);
  bool take_balanced(std::size_t entries_needed);
  void recover();
  void cut_out(DocumentVisitor* visitor);

  const XmlProlog& prolog_;
  const DecodeLimits& limits_;
  FeedReader::Options options_;
  EntrySegments segments_;
  Document document_;
  bool balances_ = false, cuts_out_ = false;
  std::size_t entries_ = 0;  // that were read
  std::size_t cuts_ = 0;     // entries to cut out
  std::string root_tag_;
};

}  // namespace syndicated
