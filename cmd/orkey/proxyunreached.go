package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"net/url"
	"strings"
	"syscall"
)

// unreached says why a URL is not reached, and what to do.
func unreached(err error, public string) error {
	if errors.Is(err, context.Canceled) {
		return errInterrupted
	}
	var cause *url.Error
	if errors.As(err, &cause) {
		err = cause.Err // without the URL, which is known
	}
	host := strings.TrimPrefix(strings.TrimPrefix(public, "https://"), "http://")
	var (
		name    *net.DNSError
		issuer  x509.UnknownAuthorityError
		other   x509.HostnameError
		invalid x509.CertificateInvalidError
		record  tls.RecordHeaderError
		timeout net.Error
	)
	switch {
	case errors.As(err, &name):
		return wrong("see whether the name is right, and has an address in DNS", "there is no address of %s", name.Name)
	case errors.Is(err, syscall.ECONNREFUSED):
		return wrong("see whether the proxy in front, or orkey proxy, runs and listens there", "nothing listens at %s", host)
	case errors.As(err, &issuer):
		return wrong("if it is an authority of your own, name it with --ca; else have the server send the whole chain", "its certificate is by an authority that is not trusted here")
	case errors.As(err, &other):
		return wrong("get one for this name", "its certificate is for another name than %s", other.Host)
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return wrong("renew it; orkey proxy reads a new one by itself", "its certificate has expired, or is not valid yet")
	case errors.As(err, &record), strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		return wrong("give the http URL, or start orkey proxy with --tls-cert and --tls-key, or have the proxy in front end https", "it speaks no https")
	case strings.Contains(err.Error(), "malformed HTTP response \"\\x15\\x03"), errors.As(err, &timeout) && timeout.Timeout():
		return wrong("see whether this is the right scheme and port, and no firewall is between", "it does not answer (%v)", err)
	}
	return wrong("see what else listens at this address", "it does not answer (%v)", err)
}
