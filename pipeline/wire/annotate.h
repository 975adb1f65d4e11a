// annotate: interprets an article: agency, dateline, byline, syndication, language, topics,
// signals, counts. Any thread; pure. It can only degrade: what it cannot tell stays empty.
#pragma once

#include "pipeline/annotations.h"
#include "pipeline/article.h"
#include "pipeline/item.h"
#include "pipeline/source_info.h"

namespace syndicated {

Annotations annotate(const Item& item, const Article& article, const SourceInfo& source);

}  // namespace syndicated
