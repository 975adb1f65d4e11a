// feed_tags: the vocabulary of feeds. An element is known by its namespace and local name; namespaces are matched
// tolerantly (http or https, trailing slash, case, and by the customary prefix where the URI is unknown or
// missing), because publishers get the URIs wrong. Any thread; pure.
#pragma once

#include <cstdint>
#include <string_view>

namespace syndicated {

// What an element means, independent of the dialect.
enum class Tag : std::uint8_t {
  unknown,
  // containers
  rss, rdf, feed, channel, entry, image, text_input, author, contributor, owner, source, group, content_item,
  // texts
  title, media_title, subtitle, summary, description, media_description, rights, info, content, encoded,
  body,
  // plain values
  link, id, guid, name, email, uri, width, height, published, updated, created, expired, language,
  category, subject, keywords, media_keywords, podcast_category, comments, comment_api, comment_feed, generator,
  generator_agent, icon, logo, docs, ttl, publisher, creator, dc_contributor, license, cc_license,
  podcast_block, podcast_explicit, podcast_text,
  // attributes only
  enclosure, cloud, in_reply_to, podcast_image,
  media,
  // geography
  where, geometry_holder, geometry_ring, geometry_hole, point, line, polygon, box, position, latitude, longitude,
};

enum class Space : std::uint8_t {
  core,   // RSS, Atom, or an element without a prefix
  other,  // a prefix that nobody knows
  dc, dcterms, content, media, itunes, georss, gml, geo, thr, cc, creative_commons, admin, wfw, xhtml, rdf,
  syndication, xml, feedburner, enclosure,
};

// The namespace of an element with this URI and prefix.
Space space_of(std::string_view uri, std::string_view prefix);

// `local` in any case.
Tag tag_of(Space space, std::string_view local);

// The name of a version of Atom or RSS that a namespace stands for, "" none: rss090, rss10, atom10, atom03.
std::string_view format_of_namespace(std::string_view uri);

}  // namespace syndicated
