"""Pictures from outside: whatever they hold, a safe picture or a sentence."""

import struct
import zlib
from io import BytesIO

import pytest
import yaml
from PIL import Image, ImageCms

from question_bank.folder import bank_files, picture_files, read_folder
from question_bank.pictures import MOST_BYTES, UnsafePicture, as_kept, made_safe, raster, smaller
from tests.banks import write_bank

HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 40 30">'
)
SHAPE = '<path d="M0 0L9 9" fill="#336699"/>'


def svg(inside, head=HEAD):
    """Return the file of a drawing with a line and something else."""
    return f"{head}{SHAPE}{inside}</svg>".encode()


def redrawn(inside, head=HEAD):
    """Return what is kept of a drawing, without its frame and its line; and what was told."""
    found = made_safe(svg(inside, head))
    assert as_kept(found.content, "svg") == found.__class__("svg", found.content, found.width, found.height)
    frame, line, left = found.content.decode().split("\n", 2)
    assert frame == '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30" width="40" height="30">'
    assert line == '<path d="M0 0L9 9" fill="#336699"/>'
    return left.removesuffix("</svg>\n").removesuffix("\n"), " ".join(found.told)


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        ("<script>alert(1)</script>", "a script"),
        ("<script xlink:href='https://evil.example/x.js'/>", "a script"),
        ("<g xmlns='http://www.w3.org/1999/xhtml'><script>alert(1)</script></g>", ""),
        (
            "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'>x</body></foreignObject>",
            "not a drawing",
        ),
        ("<style>@import 'https://evil.example/x.css';</style>", "a style sheet"),
        ("<image href='data:image/png;base64,AA'/>", "an embedded picture"),
        ("<filter id='f'><feImage href='https://evil.example'/></filter>", "a filter"),
        ("<set attributeName='href' to='javascript:alert(1)'/>", "movement"),
        ("<iframe src='javascript:alert(1)'/>", "<iframe>"),
        ("<title>The key is B</title><desc>x</desc><metadata><x/></metadata>", ""),
        ("words between shapes <!-- and a remark --><![CDATA[<script>alert(1)</script>]]>", ""),
        ("<sodipodi:view xmlns:sodipodi='urn:x'><path d='M1 1'/></sodipodi:view><?php x ?>", ""),
    ],
)
def test_what_runs_loads_or_styles_is_taken_out_and_told(inside, told):
    left, said = redrawn(inside)
    assert left == ""
    assert told in said
    assert bool(said) == bool(told)


@pytest.mark.parametrize(
    ("inside", "left", "told"),
    [
        ("<circle r='2' onload='alert(1)'/>", '<circle r="2"/>', "a script"),
        ("<circle r='2' ONCLICK='alert(1)' class='x' data-x='y'/>", '<circle r="2"/>', "a script"),
        ("<a href='javascript:alert(1)'><circle r='2'/></a>", '<g><circle r="2"/></g>', "a link"),
        ("<switch><foreignObject/><circle r='2'/></switch>", '<g><circle r="2"/></g>', "not a drawing"),
        ("<use href='https://evil.example/x.svg#a'/>", "<use/>", "from outside"),
        ("<use xlink:href='#a&quot; onload=&quot;x'/>", "<use/>", "from outside"),
        ("<circle r='2' fill='url(https://evil.example)'/>", '<circle r="2"/>', "from outside"),
        ("<circle r='2' fill='url(evil.svg#a)'/>", '<circle r="2"/>', "from outside"),
        ("<circle r='2' fill='u\\72l(x)'/>", '<circle r="2"/>', "not plain"),
        ("<circle r='2' fill=''/>", '<circle r="2"/>', ""),
        ("<circle id='a b' xml:space='preserve' r='2'/>", '<circle r="2"/>', ""),
        (
            "<circle r='2' style=\"fill:#fff; stroke : url('#s') !important;behavior:url(x)\"/>",
            '<circle fill="#fff" r="2" stroke="url(#s)"/>',
            "",
        ),
        (
            "<text x='1'>A &lt;b&gt; &#13;<tspan font-family=\"'DejaVu Sans'\">&amp;</tspan></text>",
            '<text x="1">A &lt;b&gt;  <tspan font-family="DejaVu Sans">&amp;</tspan></text>',
            "",
        ),
        (
            "<defs><linearGradient id='s'><stop offset='1'/></linearGradient></defs><use href='#s'/>",
            '<defs><linearGradient id="s"><stop offset="1"/></linearGradient></defs>\n<use href="#s"/>',
            "",
        ),
        ("<svg x='1'><circle r='2'/></svg>", '<svg x="1">\n<circle r="2"/>\n</svg>', ""),
    ],
)
def test_what_is_plain_stays(inside, left, told):
    assert redrawn(inside)[0] == left
    assert told in redrawn(inside)[1]
    assert bool(redrawn(inside)[1]) == bool(told)


def test_a_drawing_has_its_size_from_its_box_or_from_what_it_says():
    assert (made_safe(svg("")).width, made_safe(svg("")).height) == (40, 30)
    declared = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/x.dtd">'
    sized = f'{declared}<svg width="80px" height="60">'
    found = made_safe(b"\xef\xbb\xbf" + svg("", sized))
    assert (found.width, found.height, found.told) == (80, 60, ())
    assert found.content.startswith(b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 60" width="80"')


BOMB = "".join(f"<g id='l{n}'>" + f"<use href='#l{n - 1}'/>" * 10 + "</g>" for n in range(1, 9))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "empty"),
        (b"x" * (MOST_BYTES + 1), "10 MB"),
        (b"<html><body>hello</body></html>", "no SVG"),
        (b"<svg><path", "not well-formed"),
        ("<svg/>".encode("utf-16"), "UTF-8"),
        (b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg>&b;</svg>', "declares entities"),
        (b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>', "declares entities"),
        (svg("", "<svg>"), "how large"),
        (svg("", '<svg width="0" height="5">'), "how large"),
        (svg("", '<svg width="1e9" height="5">'), "beyond a million"),
        (svg("<path d='M0 0L1e999 5'/>"), "beyond a million"),
        (svg("<g id='l0'><path/></g>" + BOMB), "repeats its parts"),
        (svg("<g id='a'><use href='#a'/></g>"), "within that part"),
        (svg("<g>" * 100 + "</g>" * 100), "too many parts"),
        (svg("<g/>" * 20_001), "too many parts"),
        (svg("<path d='" + "M0 0" * 130_000 + "'/>"), "500 kB"),
        (svg("<text>" + "&gt;" * 100_000 + "]" * 99_500 + "</text>"), None),
        (svg("<text>" + "\u00a0>" * 160_000 + "</text>"), "500 kB"),
        (f"{HEAD}<script/></svg>".encode(), "Nothing is left"),
    ],
)
def test_a_drawing_that_cannot_be_used_is_refused_with_a_sentence(content, problem):
    if problem is None:
        assert made_safe(content)
        return
    with pytest.raises(UnsafePicture, match=problem):
        made_safe(content)
    assert as_kept(content, "svg") is None


def photo(size=(60, 40), mode="RGB", form="JPEG", **how):
    """Return the file of a picture: red, its upper left corner blue."""
    colours = {
        "RGB": ((200, 20, 20), (20, 20, 200)),
        "L": (200, 20),
        "CMYK": ((0, 200, 200, 20), (200, 200, 0, 20)),
    }
    red, blue = colours[mode]
    image = Image.new(mode, size, red)
    image.paste(blue, (0, 0, size[0] // 2, size[1] // 2))
    return saved(image, form, **how)


def saved(image, form, **how):
    buffer = BytesIO()
    image.save(buffer, form, **how)
    return buffer.getvalue()


def opened(picture):
    return Image.open(BytesIO(picture.content))


def colour(picture, x, y):
    """Return where in a picture red, green or blue is strongest, in a word."""
    pixel = opened(picture).convert("RGB").getpixel((x, y))
    return "white" if min(pixel) > 240 else ("red", "green", "blue")[pixel.index(max(pixel))]


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_written_anew_and_then_stays_as_it_is(form):
    found = made_safe(photo(form=form) + b"<script>alert(1)</script>")
    assert (found.suffix, found.width, found.height, found.told) == ("webp", 60, 40, ())
    assert (colour(found, 5, 5), colour(found, 50, 30)) == ("blue", "red")
    assert b"script" not in found.content
    assert as_kept(found.content, "webp") == found
    assert as_kept(found.content + b"<script>", "webp") is None
    assert smaller(found) is None


def test_how_the_camera_was_held_is_applied_and_where_it_was_is_dropped():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Acme Cameras"
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (48.0, 12.0, 30.0)
    found = made_safe(photo(exif=exif, comment=b"Jane Doe"))
    assert (found.width, found.height) == (40, 60)
    assert (colour(found, 35, 5), colour(found, 5, 5)) == ("blue", "red")
    assert not opened(found).getexif()
    assert b"Acme" not in found.content
    assert b"EXIF" not in found.content
    assert made_safe(photo(exif=b"Exif\x00\x00II*\x00\xff\xff\xff\xff rubbish")).width == 60


def test_colours_become_those_of_screens():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for file in (photo(icc_profile=profile), photo(icc_profile=b"rubbish"), photo(mode="CMYK")):
        found = made_safe(file)
        assert (colour(found, 5, 5), colour(found, 50, 30)) == ("blue", "red")
        assert "icc_profile" not in opened(found).info
    clear = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    assert colour(made_safe(saved(clear, "PNG")), 5, 5) == "white"
    deep = Image.new("I;16", (20, 20), 32768)
    assert opened(made_safe(saved(deep, "PNG"))).convert("L").getpixel((5, 5)) in (126, 127, 128)


def test_a_large_picture_is_made_smaller_and_has_a_copy_for_small_screens():
    found = made_safe(photo((3600, 1800)))
    assert (found.width, found.height) == (1600, 800)
    assert found.told == ("It was made smaller: 3600 pixels on its longer side became 1600.",)
    assert Image.open(BytesIO(smaller(found))).size == (640, 320)
    assert smaller(made_safe(svg(""))) is None


def test_of_a_picture_that_moves_the_first_is_kept():
    frames = [Image.new("RGB", (20, 20), shade) for shade in ("red", "blue", "lime")]
    for form in ("WEBP", "PNG"):
        moving = saved(frames[0], form, save_all=True, append_images=frames[1:], lossless=True)
        found = made_safe(moving)
        assert found.told == ("It moved. Only its first picture is kept.",)
        assert colour(found, 5, 5) == "red"
        assert as_kept(moving, "webp") is None


def test_a_noisy_picture_is_kept_below_its_limit(monkeypatch):
    noise = Image.merge("RGB", [Image.effect_noise((400, 400), 250) for _ in "RGB"])
    found = made_safe(saved(noise, "PNG"))
    assert (found.width, len(found.content) <= 250_000) == (400, True)
    monkeypatch.setattr(raster, "LARGEST", 400)
    monkeypatch.setattr(raster, "MOST_KEPT", 40_000)
    found = made_safe(saved(noise, "JPEG"))
    assert (found.width, len(found.content) <= 40_000) == (200, True)


def claimed(width, height):
    """Return a PNG of a few bytes that claims a size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    data = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (photo()[:-200], "damaged"),
        (photo(form="PNG")[:-60], "damaged"),
        (photo(form="WEBP")[:-20], "damaged"),
        (claimed(50_000, 50_000), "50000 × 50000 pixels"),
        (claimed(5_001, 5_000), "at most 25 million"),
        (claimed(0, 5), "no PNG, JPEG"),
        (b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)", "no PNG, JPEG"),
        (saved(Image.new("P", (9, 9)), "GIF"), "no PNG, JPEG"),
        (b"just words", "no PNG, JPEG"),
        (b"\x89PNG\r\n\x1a\nrubbish", "no PNG, JPEG"),
        (b"\xff\xd8\xff\xe0" + b"\xff\xda" * 101, "layers"),
    ],
)
def test_a_picture_that_cannot_be_used_is_refused_with_a_sentence(content, problem):
    with pytest.raises(UnsafePicture, match=problem):
        made_safe(content)
    assert as_kept(content, "webp") is None


def test_what_is_kept_is_small_and_whole():
    whole = saved(Image.new("RGB", (1601, 20)), "WEBP", lossless=True)
    assert as_kept(whole, "webp") is None
    assert as_kept(made_safe(whole).content, "webp")
    broken = bytearray(made_safe(photo()).content)
    broken[21:60] = bytes(39)
    assert as_kept(bytes(broken), "webp") is None


def written(folder, picture, /, **changes):
    """Write the figure of a picture into a bank folder, and read the folder."""
    (folder / "figures").mkdir(exist_ok=True)
    document = {
        "format_version": 1,
        "id": "knee",
        "title": "A knee",
        "alt": "A knee from the side, bent.",
        "credit": "A. Author",
        "licence": "CC BY 4.0",
        "consent": "held",
        "picture": picture.suffix,
        "canvas": [picture.width, picture.height],
    }
    (folder / "figures" / "knee.yaml").write_text(yaml.safe_dump({**document, **changes}, sort_keys=False))
    if picture.content:
        (folder / "figures" / f"knee.{picture.suffix}").write_bytes(picture.content)
    return read_folder(folder)


@pytest.mark.parametrize("file", [photo((700, 900)), svg("<circle r='3'/>")], ids=["webp", "svg"])
def test_a_picture_travels_with_the_files_of_its_bank(tmp_path, file):
    picture = made_safe(file)
    found = written(write_bank(tmp_path), picture)
    assert found.all_flaws == []
    assert found.pictures == {picture.digest: picture.content}
    assert dict(picture_files(found.bank)) == {f"figures/knee.{picture.suffix}": picture.digest}
    text = dict(bank_files(found.bank))["figures/knee.yaml"]
    assert yaml.safe_load(text) == yaml.safe_load((found.path / "figures" / "knee.yaml").read_text())
    assert f"figures/knee.{picture.suffix}" not in dict(bank_files(found.bank))
    shown = found.bank.figures[0].shown_to(None)
    assert (shown.file, shown.drawing) == (f"{picture.digest}.{picture.suffix}", "")
    assert shown.size == ((327, 420) if picture.suffix == "webp" else (512, 384))
    assert shown.small_width == (498 if picture.suffix == "webp" else 0)


@pytest.mark.parametrize(
    ("picture", "changes", "code"),
    [
        (made_safe(photo()), {"canvas": [61, 40]}, "unsafe-picture"),
        (made_safe(svg("")).__class__("svg", svg("<script/>"), 40, 30), {}, "unsafe-picture"),
        (made_safe(photo()).__class__("webp", photo(form="PNG"), 60, 40), {}, "unsafe-picture"),
        (made_safe(photo()).__class__("webp", b"", 60, 40), {}, "no-drawing"),
        (made_safe(photo()), {"picture": "exe"}, "not-a-choice"),
    ],
)
def test_a_picture_that_is_not_as_the_desk_writes_it_is_a_flaw(tmp_path, picture, changes, code):
    found = written(write_bank(tmp_path), picture, **changes)
    assert [flaw.code for flaw in found.flaws] == [code]
    assert found.flaws[0].file == "figures/knee.yaml"
    assert found.bank.figures == ()
    assert found.pictures == {}


def test_what_a_file_of_a_figure_claims_of_its_drawing_counts_for_nothing(tmp_path):
    found = written(write_bank(tmp_path), made_safe(photo()), drawing="<script/>", drawings={"male": "<b/>"})
    assert (found.bank.figures[0].drawing, found.bank.figures[0].drawings) == ("", {})
