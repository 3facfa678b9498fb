#include "library.h"

uint32_t count_words(weft_string text)
{
    uint32_t words = 0;

    for (size_t i = 0; i < text.count; i++)
        words += text.text[i] != ' ' && (i == 0 || text.text[i - 1] == ' ');
    return words;
}

int count_words_at(weft_string url, uint32_t *words)
{
    weft_string text;

    WEFT_TRY(fetch_text(url, &text)); /* only this call waits */
    *words = count_words(text);
    return WEFT_OK;
}
