package main

import (
	"bytes"
	"errors"
	"net"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"syscall"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/orkey-dev/orkey/orkeytest"
)

// oneFamily is set to tcp4 or tcp6 in a network of this test's own that has
// nothing but that on its loopback interface.
const oneFamily = "ORKEY_TEST_ONE_FAMILY"

// A machine with IPv4 alone, or IPv6 alone, is good enough to sign in on.
func TestLoginWithOneFamily(t *testing.T) {
	t.Parallel()
	if family := os.Getenv(oneFamily); family != "" {
		keepOnly(t, family)
		loginWith(t, family)
		return
	}
	for _, family := range []string{"tcp4", "tcp6"} {
		t.Run(family, func(t *testing.T) {
			t.Parallel()
			self, err := os.Executable()
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.CommandContext(t.Context(), self, "-test.run=^TestLoginWithOneFamily$", "-test.v")
			cmd.Env = append(os.Environ(), oneFamily+"="+family)
			cmd.SysProcAttr = &syscall.SysProcAttr{
				Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET,
				UidMappings: []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}},
				GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}},
			}
			out, err := cmd.CombinedOutput()
			if errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.ENOSYS) {
				t.Logf("no network of our own to be had (%v): native's TestOneFamilyOnly has to do", err)
			} else if err != nil || !bytes.Contains(out, []byte("--- PASS: TestLoginWithOneFamily")) {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}

var loopback = map[string]string{"tcp4": "127.0.0.1", "tcp6": "[::1]"}

// keepOnly brings up the loopback interface and takes the address of the other
// family away.
func keepOnly(t *testing.T, family string) {
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	four, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0)
	check(err)
	defer unix.Close(four)
	lo, err := unix.NewIfreq("lo")
	check(err)
	lo.SetUint16(unix.IFF_UP)
	check(unix.IoctlIfreq(four, unix.SIOCSIFFLAGS, lo))
	if family == "tcp6" {
		check(lo.SetInet4Addr(net.IPv4zero.To4()))
		check(unix.IoctlIfreq(four, unix.SIOCSIFADDR, lo))
	} else if six, err := unix.Socket(unix.AF_INET6, unix.SOCK_DGRAM, 0); err == nil {
		defer unix.Close(six)
		check(unix.IoctlIfreq(four, unix.SIOCGIFINDEX, lo))
		address := struct { // struct in6_ifreq
			addr   [16]byte
			length uint32
			index  int32
		}{[16]byte(net.IPv6loopback), 128, int32(lo.Uint32())}
		if _, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(six), unix.SIOCDIFADDR, uintptr(unsafe.Pointer(&address))); errno != 0 {
			t.Fatal(errno)
		}
	}
	for network, host := range loopback {
		l, err := net.Listen(network, host+":0")
		if err == nil {
			l.Close()
		}
		if (err == nil) != (network == family) {
			t.Fatalf("%s: %v", network, err)
		}
	}
}

func loginWith(t *testing.T, family string) {
	emulator, err := orkeytest.New(orkeytest.Config{Approve: orkeytest.Always})
	if err != nil {
		t.Fatal(err)
	}
	defer emulator.Close()
	server := httptest.NewUnstartedServer(emulator)
	server.Listener.Close()
	if server.Listener, err = net.Listen(family, loopback[family]+":0"); err != nil {
		t.Fatal(err)
	}
	server.Start()
	defer server.Close()
	cmd := atHome(t, server.URL, "login", "--timeout", patience.String())
	cmd.Dir = t.TempDir()
	cmd.Env = append(cmd.Env, "BROWSER=browser")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// A key that was made and finds no room is not kept, and not lost without a word.
func TestLoginOnAFullDisk(t *testing.T) {
	t.Parallel()
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=16k,mode=700"); err != nil {
		if os.Geteuid() == 0 && !errors.Is(err, syscall.EPERM) {
			t.Fatal(err)
		}
		t.Logf("no small disk to be had (%v): keystore's TestWriteFails has to do", err)
		return
	}
	defer syscall.Unmount(disk, syscall.MNT_DETACH)
	if err := os.WriteFile(filepath.Join(disk, "filler"), make([]byte, 64<<10), 0o600); !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("the disk is not full: %v", err)
	}
	openrouter := orkeytest.NewServer(t, orkeytest.Config{Approve: orkeytest.Always})
	cmd := atHome(t, openrouter.URL, "login", "--timeout", patience.String())
	cmd.Dir = t.TempDir()
	cmd.Env = append(cmd.Env, "XDG_CONFIG_HOME="+disk, "BROWSER=browser")
	out, err := cmd.CombinedOutput()
	want := regexp.MustCompile(`(?m)^orkey: the new key could not be kept: can't write ` + disk + `/orkey/keys\.json: no space left on device; its owner can delete it at ` + openrouter.URL + `/keys/[0-9a-f]{64}$`)
	if cmd.ProcessState.ExitCode() != exitFailed || !want.Match(out) || bytes.Contains(out, []byte("sk-or-v1-facade")) {
		t.Errorf("%v\n%s", err, out)
	}
}
