#include "connectors/formats/xml_stream.h"

#include <algorithm>

#include "connectors/formats/ascii.h"
#include "connectors/formats/document_verdict.h"
#include "connectors/formats/xml_balance.h"

namespace syndicated {
namespace {

constexpr std::size_t kNpos = std::string_view::npos;
constexpr std::size_t kRootBytesMax = 64 * 1024;  // kept of the text from the root on

}  // namespace

void EntrySegments::restart(bool as_whole) {
  text_.restart();
  as_whole_ = as_whole;
  to_pass_ = body_;
  raw_.clear();
  mended_.clear();
  kept_.clear();
  prefix_ = {};
  passed_ = starts_ = first_start_ = 0;
  at_ = looked_at_ = 0;
  has_start_ = ended_ = false;
  mender_ = XmlMender(ends_sections_);
  finder_ = {};
}

// Mends one more block. False at the end.
bool EntrySegments::more() {
  if (ended_) return false;
  const std::string_view block = text_.next();
  const std::size_t passed = std::min(to_pass_, block.size());
  to_pass_ -= passed;
  ended_ = block.empty();
  raw_ += block.substr(passed);
  mended_.erase(0, at_);
  passed_ += at_;
  looked_at_ -= at_;
  at_ = 0;
  const std::size_t before = mended_.size();
  raw_.erase(0, mender_.mend(raw_, ended_, mended_));
  if (kept_.size() < keep_bytes_) kept_.append(mended_, before, keep_bytes_ - kept_.size());
  return true;
}

// How many bytes of the segment can be read now; 0 at its end.
std::size_t EntrySegments::available() {
  while (true) {
    while (!has_start_) {
      const std::size_t start = finder_.find(mended_, looked_at_, ended_);
      if (start == kNpos) break;
      if (starts_++ == 0) first_start_ = passed_ + start;
      if (as_whole_) continue;
      start_ = start;
      has_start_ = true;
    }
    const std::size_t known = has_start_ ? start_ : looked_at_;
    if (known > at_ || has_start_) return known - at_;
    if (!more()) return 0;
  }
}

std::size_t EntrySegments::read(char* room, std::size_t size) {
  std::size_t count = std::min(size, prefix_.size());
  std::copy_n(prefix_.data(), count, room);
  prefix_.remove_prefix(count);
  while (count < size) {
    const std::size_t part = std::min(size - count, available());
    if (part == 0) break;
    std::copy_n(mended_.data() + at_, part, room + count);
    at_ += part;
    count += part;
  }
  return count;
}

void EntrySegments::drain() {
  prefix_ = {};
  while (const std::size_t part = available()) at_ += part;
}

bool EntrySegments::next_segment(std::string_view prefix) {
  drain();
  if (!has_start_) return false;
  has_start_ = false;
  // The start itself belongs to the segment: what was looked at ends behind its name.
  prefix_ = prefix;
  return true;
}

XmlStream::XmlStream(TextBlocks& text, const XmlProlog& prolog, const DecodeHints& hints,
                     const DecodeLimits& limits)
    : prolog_(prolog),
      limits_(limits),
      segments_(text, prolog.body, prolog.root - prolog.body + kRootBytesMax) {
  options_.base = base_of(hints);
  options_.language = hints.content_language;
  options_.is_netscape = ascii_find(prolog.doctype, "netscape") != kNpos;
  options_.limits = limits;
}

Document XmlStream::survey() {
  FeedReader::Options options = options_;
  options.on_entry = [](FeedEntry&&) { return true; };
  segments_.restart(true);
  FeedReader reader(options);
  const bool parsed_cleanly = parse_xml(segments_, reader);
  reader.finish();
  segments_.drain();
  const XmlMender& mender = segments_.mender();
  const bool text_before = prolog_.junk_before || prolog_.late_declaration;
  document_.wellformed = parsed_cleanly && mender.clean() && !text_before && !prolog_.odd_declaration;
  document_.repairs = mender.repairs();
  document_.repairs.text_before = text_before;
  document_.repairs.declaration = prolog_.odd_declaration;
  const LimitHits& hits = reader.limit_hits();
  document_.repairs.structure =
      !parsed_cleanly && hits.depth + hits.entries == 0;  // else we stopped it
  entries_ = reader.entry_count();
  // Without any other sign, a section that seems too long is one only if entries were in it.
  const std::size_t needed = entries_ + (document_.repairs.structure ? 0 : 1);
  const bool swallowed = mender.swallowed();
  const bool is_broken = document_.repairs.structure || (parsed_cleanly && swallowed);
  segments_.end_sections(is_broken && swallowed);
  balances_ = is_broken && take_balanced(needed);
  if (balances_) {
    document_.repairs.structure = true;
    document_.wellformed = false;
  } else {
    take(reader);
  }
  if (!parsed_cleanly && document_.fault != DocumentFault::too_many) {
    const std::uint64_t starts = segments_.starts();
    if (starts > limits_.entries_max) note_too_many(limits_, document_);
    cuts_ = static_cast<std::size_t>(std::min<std::uint64_t>(starts, limits_.entries_max));
    if (cuts_ > entries_) recover();
  }
  if (!balances_ && !cuts_out_) segments_.end_sections(false);
  if (!document_.format.empty()) return document_;
  Document none = unknown_root(prolog_.root_name);
  none.wellformed = document_.wellformed;
  return none;
}

void XmlStream::take(FeedReader& reader) {
  entries_ = reader.entry_count();
  document_.format = reader.format();
  document_.feed = std::move(reader.feed());
  note_limits(reader.limit_hits(), limits_, document_);
}

// A broken document once more, with its tags mended. False when that made nothing better.
bool XmlStream::take_balanced(std::size_t entries_needed) {
  FeedReader::Options options = options_;
  options.on_entry = [](FeedEntry&&) { return true; };
  segments_.restart(true);
  BalancedInput balanced(segments_, OpenEnd::kept);
  FeedReader reader(options);
  parse_xml(balanced, reader);
  reader.finish();
  segments_.drain();
  if (reader.format().empty() || reader.entry_count() < entries_needed) return false;
  take(reader);
  return true;
}

// Where the parser lost entries, each is parsed alone, behind a copy of the root tag for its
// namespaces.
void XmlStream::recover() {
  cuts_out_ = true;
  const std::string& head = segments_.kept();
  root_tag_ = root_tag_of(head, static_cast<std::size_t>(
                                    std::min<std::uint64_t>(segments_.first_start(), head.size())));
  segments_.restart(false);
  FeedReader header(options_);
  BalancedInput balanced(segments_, OpenEnd::closed);
  parse_xml(balanced, header);
  header.finish();
  if (header.entry_count() == 0) document_.feed = std::move(header.feed());
  if (document_.format.empty()) document_.format = header.format();
  cut_out(nullptr);
}

// Without a visitor, counts what there is for the head.
void XmlStream::cut_out(DocumentVisitor* visitor) {
  BaseBudget bases;
  FeedReader::Options options = options_;
  options.bases = &bases;
  options.limits.entries_max = 1;
  std::size_t lost = 0;
  for (std::size_t i = 0; i < cuts_ && segments_.next_segment(root_tag_); ++i) {
    FeedReader reader(options);
    BalancedInput balanced(segments_, i + 1 < cuts_ ? OpenEnd::closed : OpenEnd::kept);
    parse_xml(balanced, reader);
    reader.finish();
    const bool good = !reader.entries().empty() && reader.entries().front().has_substance();
    if (visitor != nullptr) {
      if (good && !visitor->on_entry(std::move(reader.entries().front()))) return;
      continue;
    }
    LimitHits hits = reader.limit_hits();
    hits.entries = 0;  // one entry at a time is our own limit
    document_.limits += hits;
    if (good) {
      ++document_.repairs.entries_cut_out;
    } else {
      ++lost;
    }
  }
  note_lost(lost, cuts_, document_);
}

void XmlStream::entries(DocumentVisitor& visitor) {
  if (cuts_out_) {
    segments_.restart(false);
    return cut_out(&visitor);
  }
  FeedReader::Options options = options_;
  options.on_entry = [&visitor](FeedEntry&& entry) { return visitor.on_entry(std::move(entry)); };
  segments_.restart(true);
  FeedReader reader(options);
  BalancedInput balanced(segments_, OpenEnd::kept);
  parse_xml(balances_ ? static_cast<XmlInput&>(balanced) : segments_, reader);
  reader.finish();
}

}  // namespace syndicated
