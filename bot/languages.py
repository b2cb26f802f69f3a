"""What is said to a question in a language that the library does not know: in English, and to the asker in their own.

Languages go by the first part of their BCP 47 tag: "de" stands for "de-AT", too.
"""

# ruff: noqa: RUF001  what looks like Latin letters and marks here is Greek, Cyrillic or Chinese

# Ends a sentence that runs from right to left: its full stop stays at its end where all around runs the other way.
_LEFTWARDS = "\u200f"

_NAMES = {
    "af": "Afrikaans", "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "ca": "Catalan", "cs": "Czech",
    "cy": "Welsh", "da": "Danish", "de": "German", "el": "Greek", "eo": "Esperanto", "es": "Spanish",
    "et": "Estonian", "eu": "Basque", "fa": "Persian", "fi": "Finnish", "fr": "French", "ga": "Irish",
    "gl": "Galician", "gu": "Gujarati", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian",
    "hy": "Armenian", "id": "Indonesian", "is": "Icelandic", "it": "Italian", "ja": "Japanese", "ka": "Georgian",
    "kk": "Kazakh", "km": "Khmer", "kn": "Kannada", "ko": "Korean", "la": "Latin", "lt": "Lithuanian",
    "lv": "Latvian", "mk": "Macedonian", "ml": "Malayalam", "mn": "Mongolian", "mr": "Marathi", "ms": "Malay",
    "my": "Burmese", "nb": "Norwegian", "ne": "Nepali", "nl": "Dutch", "nn": "Norwegian", "no": "Norwegian",
    "pa": "Punjabi", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "si": "Sinhala",
    "sk": "Slovak", "sl": "Slovenian", "sq": "Albanian", "sr": "Serbian", "sv": "Swedish", "sw": "Swahili",
    "ta": "Tamil", "te": "Telugu", "th": "Thai", "tl": "Tagalog", "tr": "Turkish", "uk": "Ukrainian",
    "ur": "Urdu", "vi": "Vietnamese", "yi": "Yiddish", "zh": "Chinese",
}  # fmt: skip

_OWN_WORDS = {
    "ar": "المكتبة باللغة الإنجليزية، ويبدو أن هذا السؤال باللغة العربية. يُرجى طرحه بالإنجليزية." + _LEFTWARDS,
    "cs": "Knihovna je v angličtině a tato otázka je zřejmě v češtině. Položte ji prosím anglicky.",
    "da": "Biblioteket er på engelsk, og dette spørgsmål ser ud til at være på dansk. Stil det venligst på engelsk.",
    "de": "Die Bibliothek ist auf Englisch, und diese Frage scheint auf Deutsch zu sein. Bitte frage auf Englisch.",
    "el": "Η βιβλιοθήκη είναι στα αγγλικά, και αυτή η ερώτηση φαίνεται να είναι στα ελληνικά. "
    "Παρακαλώ διατυπώστε την στα αγγλικά.",
    "es": "La biblioteca está en inglés, y esta pregunta parece estar en español. Por favor, hazla en inglés.",
    "fa": "کتابخانه به زبان انگلیسی است و به نظر می‌رسد این پرسش به فارسی باشد. لطفاً آن را به انگلیسی بپرسید."
    + _LEFTWARDS,
    "fr": "La bibliothèque est en anglais, et cette question semble être en français. Merci de la poser en anglais.",
    "he": "הספרייה באנגלית, ונראה שהשאלה הזאת נשאלה בעברית. נא לשאול אותה באנגלית." + _LEFTWARDS,
    "hi": "पुस्तकालय अंग्रेज़ी में है और यह प्रश्न हिन्दी में लगता है। कृपया इसे अंग्रेज़ी में पूछें।",
    "id": "Perpustakaan ini berbahasa Inggris, dan pertanyaan ini tampaknya berbahasa Indonesia. "
    "Silakan ajukan dalam bahasa Inggris.",
    "it": "La biblioteca è in inglese, e questa domanda sembra essere in italiano. Per favore, falla in inglese.",
    "ja": "ライブラリは英語で書かれていますが、この質問は日本語のようです。英語で質問してください。",
    "ko": "자료는 영어로 되어 있는데, 이 질문은 한국어인 것 같습니다. 영어로 질문해 주세요.",
    "nl": "De bibliotheek is in het Engels, en deze vraag lijkt in het Nederlands te zijn. "
    "Stel de vraag alsjeblieft in het Engels.",
    "pl": "Biblioteka jest po angielsku, a to pytanie wygląda na zadane po polsku. Proszę zadać je po angielsku.",
    "pt": "A biblioteca está em inglês, e esta pergunta parece estar em português. Por favor, faça-a em inglês.",
    "ru": "Библиотека на английском языке, а этот вопрос, похоже, задан по-русски. "
    "Пожалуйста, задайте его по-английски.",
    "sv": "Biblioteket är på engelska, och den här frågan verkar vara på svenska. Ställ den gärna på engelska.",
    "tr": "Kütüphane İngilizce, bu soru ise Türkçe görünüyor. Lütfen soruyu İngilizce sorun.",
    "uk": "Бібліотека англійською мовою, а це запитання, схоже, поставлене українською. "
    "Будь ласка, поставте його англійською.",
    "vi": "Thư viện bằng tiếng Anh, còn câu hỏi này có vẻ bằng tiếng Việt. Vui lòng hỏi bằng tiếng Anh.",
    "zh": "资料库是英文的，而这个问题似乎是用中文提出的。请用英文提问。",
}


def ask_in_english(tag: str) -> tuple[str, ...]:
    """Say that the question seems to be in the language of a BCP 47 tag, and to ask it in English.

    First in English, then, where these words are known in it, in the language itself; without markup.
    """
    language = tag.replace("_", "-").split("-")[0].lower()
    name = _NAMES.get(language, "another language")
    english = f"The library is in English, and this question seems to be in {name}. Please ask it in English."
    return (english, _OWN_WORDS[language]) if language in _OWN_WORDS else (english,)
