package gateway

import "encoding/binary"

// goodbye is the frame that ends a WebSocket: 1001 says that the server goes away,
// 1008 that it does not permit it any more.
//
// https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1
func goodbye(why error) []byte {
	code := uint16(1001)
	if why == errSessionOver {
		code = 1008
	}
	return binary.BigEndian.AppendUint16([]byte{0x88, 2}, code)
}

// frames follows the bytes of a WebSocket through its frames, to tell where one
// more can be put in.
//
// https://www.rfc-editor.org/rfc/rfc6455#section-5.2
type frames struct {
	head   [14]byte // of the frame that has begun
	has    int      // bytes of it
	left   uint64   // bytes of the payload that are still to come
	closed bool     // the frame that nothing follows was there
}

// pass takes note of bytes.
func (f *frames) pass(p []byte) {
	for len(p) > 0 {
		if f.left > 0 {
			n := min(f.left, uint64(len(p)))
			f.left -= n
			p = p[n:]
			continue
		}
		f.head[f.has] = p[0]
		f.has++
		p = p[1:]
		if f.has >= 2 && f.has == f.headSize() {
			f.left, f.has = f.payload(), 0
			f.closed = f.closed || f.head[0]&0x0f == 8
		}
	}
}

// between reports whether a frame can be put in.
func (f *frames) between() bool { return f.has == 0 && f.left == 0 && !f.closed }

func (f *frames) headSize() int {
	size := 2
	switch f.head[1] & 0x7f {
	case 126:
		size += 2
	case 127:
		size += 8
	}
	if f.head[1]&0x80 != 0 {
		size += 4 // the mask
	}
	return size
}

func (f *frames) payload() uint64 {
	switch n := f.head[1] & 0x7f; n {
	case 126:
		return uint64(binary.BigEndian.Uint16(f.head[2:]))
	case 127:
		return binary.BigEndian.Uint64(f.head[2:])
	default:
		return uint64(n)
	}
}
