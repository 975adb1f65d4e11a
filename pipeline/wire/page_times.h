// Page times: the stamps of a page as moments. A stamp without a zone takes the zone of the page's
// other stamp, else that of the dateline's country when it has only one, else the source's. Any
// thread; pure.
#pragma once

#include <optional>

#include "pipeline/article.h"
#include "pipeline/source_info.h"
#include "pipeline/time.h"

namespace syndicated {

struct PageTimes {
  std::optional<Time> published,
      updated;  // nothing: not stated, unreadable, or a date without a time of day
};

PageTimes page_times(const Article& article, const SourceInfo& source);

}  // namespace syndicated
