//! Slips of Go, and lines that hold none.

use super::*;
use crate::operands::operands;

#[test]
fn slips_of_go_are_undone() {
    for (code, expected) in [
        ("\t\tlow = middle\n", "\t\tlow = middle + 1\n"),
        ("\t\thigh = middle\n", "\t\thigh = middle - 1\n"),
        ("\tfor k := p * p; k < top; k++ {\n", "\tfor k := p * p; k < top; k += p {\n"),
        (
            "\tfor a, b := 0, len(cups)-1; a < len(cups); a, b = a+1, b-1 {\n",
            "\tfor a, b := 0, len(cups)-1; a < b; a, b = a+1, b-1 {\n",
        ),
        ("\tfor n := cost; n <= budget; n++ {\n", "\tfor n := budget; n >= cost; n-- {\n"),
        (
            "\tif y < 0 || y > len(map_) || x < 0 || x > len(map_[0]) {\n",
            "\tif y < 0 || y >= len(map_) || x < 0 || x >= len(map_[0]) {\n",
        ),
        ("\tif top > 3 {\n", "\tfor top > 3 {\n"),
        ("\tif found && cost < least {\n", "\tif !found || cost < least {\n"),
        ("\tif key < 0 || key > 9 {\n", "\tif key < '0' || key > '9' {\n"),
        ("\tif err := f(); valid(err) {\n", "\tif err := f(); !valid(err) {\n"),
        ("\tfor _, line := range lines {\n", "\tfor _, line := range lines[1:] {\n"),
        ("\treturn run(words)\n", "\treturn run(words[1:])\n"),
        ("\ta = b\n\tb = a + b\n", "\ta, b = b, a+b\n"),
        ("\ta, b = b%a, b\n", "\ta, b = b, b%a\n"),
        ("\tcups[low] = cups[high]\n", "\tcups[low], cups[high] = cups[high], cups[low]\n"),
        ("\tif n < least {\n\t\tn = least\n\t}\n", "\tif n < least {\n\t\tleast = n\n\t}\n"),
        ("\tif n > top {\n\t\tn = size\n\t}\n", "\tif n > top {\n\t\tn = top\n\t}\n"),
        ("\tif a {\n\t\tbreak\n\t}\n", "\tif a {\n\t\tcontinue\n\t}\n"),
        ("\t\tfmt.Println(errEmpty)\n", "\t\treturn errEmpty\n"),
        ("\ts := \"from\" + name\n", "\ts := \"from \" + name\n"),
        ("\treturn 2*b.wide + b.high\n", "\treturn 2 * (b.wide + b.high)\n"),
        ("\tn := total / perPage\n", "\tn := (total + perPage - 1) / perPage\n"),
        ("\tat := page * size\n", "\tat := (page - 1) * size\n"),
        ("\tfmt.Printf(\"%d:%02d\", s%60, s/60)\n", "\tfmt.Printf(\"%d:%02d\", s/60, s%60)\n"),
        ("\treturn turn * math.Pi / 180\n", "\treturn turn * 180 / math.Pi\n"),
        ("\treturn seen[n-want]\n", "\treturn seen[want-n]\n"),
        ("\tn := int(c)\n", "\tn := int(c - '0')\n"),
        ("\tsum = int(c - '0')\n", "\tsum = sum*10 + int(c-'0')\n"),
        ("\tat := now.Add(time.Duration(n))\n", "\tat := now.Add(time.Duration(n) * time.Second)\n"),
        ("\tletters := []byte(word)\n", "\tletters := []rune(word)\n"),
        ("\twords := strings.Split(text, \" \")\n", "\twords := strings.Fields(text)\n"),
        ("\tplaces[n] = cup\n", "\tplaces[cup] = n\n"),
        ("\tparent[k] = 0\n", "\tparent[k] = k\n"),
        ("\tbyName[n] = []int{k}\n", "\tbyName[n] = append(byName[n], k)\n"),
        ("\tlast = cup.next\n", "\tlast.next = cup.next\n"),
        ("\ttop := cups[len(cups)-1]\n", "\ttop := &cups[len(cups)-1]\n"),
        ("\tLid Parts = iota\n", "\tLid Parts = 1 << iota\n"),
        ("\tfrom, to := parts[0], parts[1]\n", "\tfrom, to := parts[1], parts[2]\n"),
        ("\treturn data[2:n]\n", "\treturn data[2 : 2+n]\n"),
        ("\t\treturn board[n][0]\n\t}\n", "\t\treturn board[0][n]\n\t}\n"),
        ("\tp.bits &= q\n", "\tp.bits &^= q\n"),
        ("\treturn p|q == q\n", "\treturn p&q == q\n"),
        ("\tsplit(cups, 0, len(cups))\n", "\tsplit(cups, 0, len(cups)-1)\n"),
        ("\tcopy(cups[:n], out)\n", "\tcopy(out, cups[:n])\n"),
        ("\tfmt.Printf(\"%d. %s\\n\", rank, name)\n", "\tfmt.Printf(\"%d. %s\\n\", rank+1, name)\n"),
        ("\tn := binary.LittleEndian.Uint16(b)\n", "\tn := binary.BigEndian.Uint16(b)\n"),
    ] {
        let found = of_go(code, &operands(code, Go));
        assert!(found.contains(&expected.to_owned()), "{code}: {found:?}");
    }
}

#[test]
fn what_holds_none_is_left_alone() {
    for code in ["", "\n", "é[ö\n", "\t}\n", "package a\n", "\treturn nil\n", "\tcase é:\n", "func (\n"] {
        assert_eq!(of_go(code, &operands(code, Go)), [] as [&str; 0], "{code}");
    }
    let long = "\tf(a, b, c[1:n], d[i][j], len(e)) // \"x\" + y\n".repeat(4);
    assert!(of_go(&long, &operands(&long, Go)).len() <= 6 * MOST);
}
