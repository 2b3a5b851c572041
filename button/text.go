package button

import "strings"

// Text is what the button says in one language.
type Text struct {
	Lang      string // BCP 47 tag
	SignIn    string // the default label
	SigningIn string // while a sign-in is under way
	SignedIn  string
	SignOut   string // as it goes on after SignedIn: "Signed in · sign out"
}

// Texts returns the built-in texts: the ten languages with the most speakers
// (Ethnologue 2025), Chinese in both its scripts, English first.
func Texts() []Text {
	return []Text{
		{"en", "Sign in with OpenRouter", "Signing in…", "Signed in", "sign out"},
		{"zh", "使用 OpenRouter 登录", "正在登录…", "已登录", "退出登录"},
		{"zh-Hant", "使用 OpenRouter 登入", "正在登入…", "已登入", "登出"},
		{"hi", "OpenRouter से साइन इन करें", "साइन इन हो रहा है…", "साइन इन हो गया", "साइन आउट करें"},
		{"es", "Iniciar sesión con OpenRouter", "Iniciando sesión…", "Sesión iniciada", "cerrar sesión"},
		{"ar", "تسجيل الدخول باستخدام OpenRouter", "جارٍ تسجيل الدخول…", "تم تسجيل الدخول", "تسجيل الخروج"},
		{"fr", "Se connecter avec OpenRouter", "Connexion en cours…", "Connexion établie", "se déconnecter"},
		{"bn", "OpenRouter দিয়ে সাইন ইন করুন", "সাইন ইন করা হচ্ছে…", "সাইন ইন করা হয়েছে", "সাইন আউট করুন"},
		{"pt", "Entrar com o OpenRouter", "Entrando…", "Sessão iniciada", "sair"},
		{"ru", "Войти через OpenRouter", "Выполняется вход…", "Вход выполнен", "выйти"},
		{"id", "Masuk dengan OpenRouter", "Sedang masuk…", "Sudah masuk", "keluar"},
	}
}

// Selector returns the CSS selector of what is in the language, by the nearest
// lang: of all that match, the last of [Texts] counts, and English, which stands
// for every language without a text, has none.
func (t Text) Selector() string {
	switch t.Lang {
	case "en":
		return ""
	case "zh-Hant":
		return ":is(:lang(zh-Hant),:lang(zh-TW),:lang(zh-HK),:lang(zh-MO)):not(:lang(zh-Hans))"
	}
	return ":lang(" + t.Lang + ")"
}

// TextIn returns the built-in text for a language tag, such as "pt-BR" or
// "zh_TW", and the English one for a language that has none and for anything
// that is no tag.
func TextIn(lang string) Text {
	subtags := strings.Split(strings.ReplaceAll(strings.ToLower(lang), "_", "-"), "-")
	want := subtags[0]
	if want == "zh" && traditional(subtags) {
		want = "zh-hant"
	}
	texts := Texts()
	for _, text := range texts {
		if strings.ToLower(text.Lang) == want {
			return text
		}
	}
	return texts[0]
}

// traditional reports whether Chinese is written in traditional characters:
// because the tag says so, or in Taiwan, Hong Kong and Macao where it does not.
func traditional(subtags []string) bool {
	region := false
	for _, subtag := range subtags {
		switch subtag {
		case "hant":
			return true
		case "hans":
			return false
		case "tw", "hk", "mo":
			region = true
		}
	}
	return region
}
