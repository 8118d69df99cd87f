// Name lookup through the C ABI: null rules, a literal, a query and its answer.

#include "mpnet.h"
#include "tt.h"

static const char name[] = "example.com";
#define NAME (const uint8_t *)name, sizeof(name) - 1

static struct mpnet_dns_cache *new_cache(void) {
    struct mpnet_dns_cache *cache = (struct mpnet_dns_cache *)tt_block(sizeof(*cache));
    CHECK(mpnet_dns_cache_init(cache) == MPNET_STATUS_OK);
    return cache;
}

static struct mpnet_dns_lookup *new_lookup(void) {
    struct mpnet_dns_lookup *lookup = (struct mpnet_dns_lookup *)tt_block(sizeof(*lookup));
    CHECK(mpnet_dns_init(lookup, false, 4711) == MPNET_STATUS_OK);
    return lookup;
}

static void null_and_uninitialised_objects_are_refused(void) {
    struct mpnet_dns_cache *cache = new_cache();
    struct mpnet_dns_lookup lookup;
    memset(&lookup, 0, sizeof(lookup));
    CHECK(mpnet_dns_cache_init(NULL) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_dns_init(NULL, false, 0) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_dns_begin(NULL, 0, NAME, cache) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_dns_begin(&lookup, 0, NAME, cache) == MPNET_STATUS_UNINITIALISED);
    CHECK(mpnet_dns_answer(NULL, 0, NAME, NULL, 0, cache) == MPNET_STATUS_NULL_POINTER);
    free(cache);
}

// Whether the lookup's first address is this text and its only one.
static int first_address_is(struct mpnet_dns_lookup *lookup, const char *text) {
    uint8_t *out = tt_block(MPNET_DNS_ADDRESS_TEXT);
    size_t length = 0;
    bool is_inet6 = true;
    int same = mpnet_dns_address(lookup, 0, out, MPNET_DNS_ADDRESS_TEXT, &length, &is_inet6) == MPNET_STATUS_OK
        && !is_inet6 && length == strlen(text) && memcmp(out, text, length) == 0
        && mpnet_dns_address(lookup, 1, out, MPNET_DNS_ADDRESS_TEXT, &length, &is_inet6) == MPNET_STATUS_IDLE;
    free(out);
    return same;
}

static void a_literal_needs_no_server(void) {
    struct mpnet_dns_cache *cache = new_cache();
    struct mpnet_dns_lookup *lookup = new_lookup();
    CHECK(mpnet_dns_begin(lookup, 0, (const uint8_t *)"192.0.2.10", 10, cache) == MPNET_STATUS_OK);
    CHECK(first_address_is(lookup, "192.0.2.10"));
    free(lookup);
    free(cache);
}

// The query with an answer behind it: a pointer to the name, type A, class IN, 60 s, 192.0.2.1 (RFC 1035 section 4).
static const uint8_t record[] = {0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1};

static void an_answer_is_taken_once_and_kept(void) {
    struct mpnet_dns_cache *cache = new_cache();
    struct mpnet_dns_lookup *lookup = new_lookup();
    uint8_t *query = tt_block(MPNET_DNS_QUERY_LIMIT);
    size_t length = 0;
    uint32_t wait_ms = 0;
    CHECK(mpnet_dns_begin(lookup, 0, NAME, cache) == MPNET_STATUS_IDLE);
    CHECK(mpnet_dns_query(lookup, NAME, query, MPNET_DNS_QUERY_LIMIT, &length, &wait_ms) == MPNET_STATUS_OK);
    CHECK(length > 12 && length <= MPNET_DNS_QUERY_LIMIT && wait_ms > 0);

    size_t size = length + sizeof(record);
    uint8_t *answer = tt_block(size);
    memcpy(answer, query, length);
    memcpy(answer + length, record, sizeof(record));
    answer[2] |= 0x80;  // a response
    answer[7] = 1;      // one answer
    answer[0] ^= 1;
    CHECK(mpnet_dns_answer(lookup, 0, NAME, answer, size, cache) == MPNET_STATUS_IDLE);
    answer[0] ^= 1;
    CHECK(mpnet_dns_answer(lookup, 0, NAME, answer, size, cache) == MPNET_STATUS_OK);
    CHECK(first_address_is(lookup, "192.0.2.1"));

    struct mpnet_dns_lookup *again = new_lookup();
    CHECK(mpnet_dns_begin(again, 59000, NAME, cache) == MPNET_STATUS_OK);
    CHECK(first_address_is(again, "192.0.2.1"));
    free(again);
    again = new_lookup();
    CHECK(mpnet_dns_begin(again, 61000, NAME, cache) == MPNET_STATUS_IDLE);
    free(again);
    free(answer);
    free(query);
    free(lookup);
    free(cache);
}

static void no_answer_is_read_past_its_end(void) {
    struct mpnet_dns_cache *cache = new_cache();
    struct mpnet_dns_lookup *lookup = new_lookup();
    uint8_t query[MPNET_DNS_QUERY_LIMIT];
    size_t length = 0;
    uint32_t wait_ms = 0;
    CHECK(mpnet_dns_begin(lookup, 0, NAME, cache) == MPNET_STATUS_IDLE);
    CHECK(mpnet_dns_query(lookup, NAME, query, sizeof(query), &length, &wait_ms) == MPNET_STATUS_OK);
    query[2] |= 0x80;
    query[7] = 1;
    for (size_t size = 0; size <= length; size++) {
        uint8_t *answer = tt_copy(query, size);
        CHECK(mpnet_dns_answer(lookup, 0, NAME, answer, size, cache) != MPNET_STATUS_OK);
        free(answer);
    }
    free(lookup);
    free(cache);
}

static void addresses_are_read_and_written(void) {
    static const uint8_t four[] = {192, 0, 2, 10}, six[16] = {0x20, 1, 0xd, 0xb8, [15] = 10};
    uint8_t packed[16], text[MPNET_DNS_ADDRESS_TEXT];
    size_t length = 0;
    const uint8_t *short_text = (const uint8_t *)"192.0.2.10", *long_text = (const uint8_t *)"2001:db8::a";
    CHECK(mpnet_dns_pack(short_text, 10, false, packed, 4) == MPNET_STATUS_OK && memcmp(packed, four, 4) == 0);
    CHECK(mpnet_dns_pack(long_text, 11, true, packed, 16) == MPNET_STATUS_OK && memcmp(packed, six, 16) == 0);
    CHECK(mpnet_dns_pack(long_text, 11, false, packed, 16) == MPNET_STATUS_INVALID_ARGUMENT);
    CHECK(mpnet_dns_pack(short_text, 10, true, packed, 16) == MPNET_STATUS_INVALID_ARGUMENT);
    CHECK(mpnet_dns_pack(short_text, 0, false, packed, 16) == MPNET_STATUS_INVALID_ARGUMENT);
    CHECK(mpnet_dns_pack(long_text, 11, true, packed, 15) == MPNET_STATUS_BUFFER_TOO_SMALL);
    CHECK(mpnet_dns_pack(NULL, 1, true, packed, 16) == MPNET_STATUS_NULL_POINTER);
    CHECK(mpnet_dns_text(four, 4, false, text, sizeof(text), &length) == MPNET_STATUS_OK);
    CHECK(length == 10 && memcmp(text, short_text, length) == 0);
    CHECK(mpnet_dns_text(six, 16, true, text, sizeof(text), &length) == MPNET_STATUS_OK);
    CHECK(length == 11 && memcmp(text, long_text, length) == 0);
    CHECK(mpnet_dns_text(six, 16, false, text, sizeof(text), &length) == MPNET_STATUS_INVALID_ARGUMENT);
    CHECK(mpnet_dns_text(six, 15, true, text, sizeof(text), &length) == MPNET_STATUS_INVALID_ARGUMENT);
    CHECK(mpnet_dns_text(six, 16, true, text, 10, &length) == MPNET_STATUS_BUFFER_TOO_SMALL);
    CHECK(mpnet_dns_text(six, 16, true, text, sizeof(text), NULL) == MPNET_STATUS_NULL_POINTER);
}

int main(void) {
    addresses_are_read_and_written();
    null_and_uninitialised_objects_are_refused();
    a_literal_needs_no_server();
    an_answer_is_taken_once_and_kept();
    no_answer_is_read_past_its_end();
    return tt_end("test_dns");
}
