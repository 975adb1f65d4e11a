// The article reader: takes the text of an item apart into headline, standfirst, paragraphs and
// what stands around them. Conventions of agencies and outlets are tables in this folder. Any
// thread; pure; linear.
#pragma once

#include "pipeline/article.h"
#include "pipeline/item.h"
#include "pipeline/source_info.h"

namespace syndicated {

// Kinds of Furniture: crawl_date, breadcrumb, image_alt, read_time, stamp, social, link_block,
// promo, advertisement, navigation, copyright, credit, subscription, other.
Article read_article(const Item& item, const SourceInfo& source);

}  // namespace syndicated
