// Package orkeytest is a local OpenRouter to test a sign-in against.
package orkeytest
