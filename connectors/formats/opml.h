// OPML: lists of feeds as readers exchange them (OPML 1.0 and 2.0), read with the same tolerance as feeds.
// Any thread; pure; linear in the input.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace syndicated {

struct OpmlFeed {
  std::string url;      // xmlUrl; http or https ("feed:" is undone)
  std::string title;    // title, else text, "" none
  std::string page;     // htmlUrl, "" none
  std::string language; // "" none
  std::vector<std::string> folders;  // titles of the outlines around it, outermost first
};

struct OpmlLimits {
  std::size_t bytes_max = 16u << 20;
  std::size_t feeds_max = 100'000;
  int depth_max = 60;                  // of nested outlines
  std::size_t text_bytes_max = 4096;   // of one attribute; a longer one is cut
  std::size_t folder_bytes_max = 16u << 20;  // of all feeds' folders; then a feed has none
};

struct OpmlList {
  std::string title;
  std::vector<OpmlFeed> feeds;         // in document order, each address once
  std::vector<std::string> rejects;    // one sentence for each outline that cannot be used, at most 100
  std::uint64_t rejected = 0;          // all of them
  std::uint64_t duplicates = 0;        // outlines with an address that was there before
  std::uint64_t beyond_limits = 0;  // outlines that a limit cut off, with all in them, or that lost their folders
  bool damaged = false;             // it is cut off or no well-formed XML: feeds may be missing
  std::string fault;                   // why this is no OPML at all, "" when it is
};

OpmlList read_opml(std::string_view bytes, const OpmlLimits& limits = {});

// OPML 2.0 in UTF-8. Folders become nested outlines where neighbours share them.
std::string write_opml(std::string_view title, const std::vector<OpmlFeed>& feeds);

}  // namespace syndicated
