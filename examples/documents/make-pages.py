#!/usr/bin/python3
"""
Renders pages of real documents to small grey images: data/pages-1.png and pages-2.png, and data/pages.json, which says where each came from.

Debian 12: apt-get install groff enscript abcm2ps ghostscript xvfb python3-pil python3-gi gir1.2-gtk-3.0 adwaita-icon-theme
manpages git-man perl-doc python3-statsmodels gretl-data libreoffice-common; and the wheel of music21 (pip download music21 --no-deps),
unpacked. Run as: xvfb-run /usr/bin/python3 make-pages.py MUSIC21_FOLDER [ROOT]
ROOT: where the packages with data are unpacked, when not installed.
"""
import csv, glob, gzip, json, os, random, re, subprocess, sys, tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
import xml.etree.ElementTree as ET
from PIL import Image

WIDTH, HEIGHT, COLUMNS = 56, 80, 32
MUSIC = sys.argv[1]
ROOT = sys.argv[2] if len(sys.argv) > 2 else ""
HERE = os.path.dirname(os.path.abspath(__file__))
PER_DOCUMENT = 3


def found(pattern, count, seed):
    """Some of the files of a pattern, at random, the same ones every time."""
    files = sorted(path for path in glob.glob(pattern, recursive=True) if os.path.isfile(path) and not os.path.islink(path))
    random.Random(seed).shuffle(files)
    return files[:count]


def bare(path):
    """A file's path in its package."""
    return path.replace(MUSIC, "music21", 1) if path.startswith(MUSIC) else path.removeprefix(ROOT)


def in_tens(files):
    """Files of one tune each, ten to a document."""
    return [files[i : i + 10] for i in range(0, len(files), 10)]


def rasters(postscript, rng, last=6):
    """Up to three pages of a document, at random, in grey."""
    with tempfile.TemporaryDirectory() as folder:
        source = os.path.join(folder, "in.ps")
        open(source, "wb").write(postscript)
        subprocess.run(
            ["gs", "-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-sDEVICE=pnggray", "-r72", "-sPAPERSIZE=a4", "-dFIXEDMEDIA",
             "-dTextAlphaBits=4", "-dGraphicsAlphaBits=4", f"-dLastPage={last}", f"-sOutputFile={folder}/%03d.png", source],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        pages = sorted(glob.glob(folder + "/*.png"))
        rng.shuffle(pages)
        return [Image.open(page).convert("L").copy() for page in pages[:PER_DOCUMENT]]


def run(command, text):
    return subprocess.run(command, input=text, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout


def typewriter(text, rng, lined=False):
    """Plain text in a font of fixed width, in one or two columns, with or without a header and line numbers."""
    text = "\n".join(text.split("\n")[:400])
    size = rng.choice([7, 8, 9, 10])
    command = ["enscript", "-q", "-M", "A4", "-f", f"Courier{size}", "-o", "-"]
    command += rng.choice([["-B"], ["-B"], []]) + (["-C"] if lined and rng.random() < 0.3 else [])
    if size == 7 and rng.random() < 0.5:
        command += ["-2", "-r"] if rng.random() < 0.3 else ["-2"]
    return run(command, text.encode("latin-1", "replace"))


def manual(path, rng):
    source = gzip.open(path).read()
    if source.startswith(b".so "):
        return []
    # A third as a terminal shows it, the others typeset.
    if rng.random() < 0.33:
        text = run(["groff", "-t", "-Kutf8", "-mandoc", "-Tascii", "-P-cbou", "-rLL=90n"], source).decode()
        return rasters(typewriter(text, rng), rng)
    return rasters(run(["groff", "-t", "-Kutf8", "-mandoc", "-Tps", "-P-pa4", f"-rS{rng.choice([10, 11, 12])}"], source), rng)


def code(path, rng):
    lines = open(path, encoding="utf8", errors="replace").read().split("\n")
    start = rng.randrange(max(1, len(lines) - 200))
    return rasters(typewriter("\n".join(lines[start : start + 400]), rng, lined=True), rng)


def rows_of(path):
    if path.endswith(".gdt"):
        tree = ET.parse(path).getroot()
        names = [each.get("name") for each in tree.iter("variable")]
        return [names] + [(each.text or "").split() for each in tree.iter("obs")]
    if path.endswith(".csv"):
        return list(csv.reader(open(path, encoding="utf8", errors="replace")))
    return [line.rstrip("\n").split("\t") for line in open(path, encoding="utf8") if not line.startswith("#")]


def short(cell):
    try:
        return f"{float(cell):.5g}"
    except ValueError:
        return cell.replace("\\", "/").replace("T{", "")[:18]


def table(path, rng):
    rows = [[short(cell) for cell in row] for row in rows_of(path)]
    if len(rows) < 12 or len(rows[0]) < 2:
        return []
    width, count = min(len(rows[0]), rng.randint(3, 9)), rng.randint(30, 150)
    rows = [(row + [""] * width)[:width] for row in rows[:count]]
    if rng.random() < 0.3:
        sizes = [max(len(row[i]) for row in rows) + 2 for i in range(width)]
        text = "\n".join("".join(cell.rjust(size) for cell, size in zip(row, sizes)) for row in rows)
        return rasters(typewriter(text, rng), rng)
    style = rng.choice(["allbox", "box", "", "expand", "expand allbox"])
    column = rng.choice(["l", "r", "n", "c"])
    form = f"{style} tab(\t);\n{' '.join(['cb'] * width)}\n{' '.join(['l'] + [column] * (width - 1))}.\n"
    body = "\n".join("\t".join(cell.replace("\t", " ") for cell in row) for row in rows)
    source = f".ps {rng.choice([8, 9, 10])}\n.vs {rng.choice([10, 11, 12])}\n.TS H\n{form}{body.split(chr(10))[0]}\n.TH\n" + "\n".join(body.split("\n")[1:]) + "\n.TE\n"
    font = rng.choice([["-fT"], ["-fH"], ["-fP"]])
    return rasters(run(["groff", "-t", "-ms", "-Kutf8", "-Tps", "-P-pa4", *font], source.encode()), rng)


def music(source, rng):
    paths = source if isinstance(source, list) else [source]
    text = "\n".join(open(path, encoding="utf8", errors="replace").read() for path in paths)
    tunes = re.split(r"\n(?=X:)", text)
    tunes = [tune.strip() for tune in tunes if "X:" in tune]
    rng.shuffle(tunes)
    source = "\n\n".join(tunes[:15]) + "\n"
    options = ["-s", f"{rng.choice([0.55, 0.65, 0.75, 0.9])}"] + rng.choice([[], ["-c"]]) + rng.choice([[], ["-x"]])
    with tempfile.NamedTemporaryFile(suffix=".abc", mode="w") as file:
        file.write(source)
        file.flush()
        return rasters(run(["abcm2ps", "-q", *options, "-O", "-", file.name], b""), rng)


def dialog_image(path):
    """What GTK makes of a dialog, without its frame; None where there is nothing to fill in."""
    import gi
    gi.require_version("Gtk", "3.0")
    from gi.repository import GLib, Gtk
    builder = Gtk.Builder()
    try:
        builder.add_from_string(open(path).read())
    except GLib.Error:
        return None  # it has widgets that only its program knows
    tops = [each for each in builder.get_objects() if isinstance(each, Gtk.Widget) and each.get_parent() is None]
    tops = [each for each in tops if not isinstance(each, (Gtk.Menu, Gtk.Popover))]
    fields = [each for each in builder.get_objects()
              if isinstance(each, (Gtk.Entry, Gtk.ComboBox, Gtk.CheckButton, Gtk.SpinButton, Gtk.TextView))]
    if not tops or len(fields) < 4:
        return None
    inner = tops[0]
    if isinstance(inner, Gtk.Window):
        inner = inner.get_child()
        inner.get_parent().remove(inner)
    window = Gtk.OffscreenWindow()
    window.add(inner)
    window.show_all()
    for _ in range(40):
        Gtk.main_iteration_do(False)
    pixels = window.get_pixbuf()
    data = pixels.get_pixels()
    mode = "RGBA" if pixels.get_has_alpha() else "RGB"
    image = Image.frombuffer(mode, (pixels.get_width(), pixels.get_height()), data, "raw", mode, pixels.get_rowstride(), 1)
    image = image.convert("L")
    window.destroy()
    return image if image.width >= 250 and image.height >= 150 else None


def forms(files, rng):
    """Pages with as many dialogs as they have room for."""
    pages, page, names, top = [], None, [], 0
    for path in files:
        image = dialog_image(path)
        if image is None:
            continue
        scale = min(rng.uniform(0.8, 1.25), 520 / image.width, 760 / image.height)
        image = image.resize((int(image.width * scale), int(image.height * scale)), Image.LANCZOS)
        if page is None or top + image.height > 805:
            if page is not None:
                pages.append((names, page))
            page, names, top = Image.new("L", (595, 842), 255), [], rng.randint(20, 60)
        page.paste(image, (rng.randint(20, 595 - 20 - image.width) if rng.random() < 0.5 else 36, top))
        names.append(path)
        top += image.height + rng.randint(12, 40)
    return pages + ([(names, page)] if page is not None else [])


def small(page):
    """The page's ink, twice as dark as on paper, in 16 steps."""
    page = page.resize((WIDTH, HEIGHT), Image.BOX)
    return page.point(lambda value: min(15, round((255 - value) / 255 * 30)) * 17)


SHARE = f"{ROOT}/usr/share"

def pages_of(render, source):
    """A document's pages, without nearly empty ones, which show no kind; none where a program fails on it."""
    try:
        pages = render(source, random.Random(bare(source[0] if isinstance(source, list) else source)))
    except (subprocess.CalledProcessError, ET.ParseError, IndexError, OSError) as problem:
        print(source, type(problem).__name__, file=sys.stderr)
        return []
    return [page for page in map(small, pages) if sum(page.histogram()[1:]) > 200]


def main():
    some = [("manual", manual, found("/usr/share/man/man[158]/*.gz", 110, 1)),
            ("code", code, found("/usr/lib/python3.11/[a-z]*.py", 50, 2) + found("/usr/share/perl/5.36.0/**/*.pm", 30, 3)
             + found("/usr/include/[a-z]*.h", 15, 4) + found("/usr/include/c++/12/[a-z]*", 15, 5)),
            ("table", table, found(f"{SHARE}/gretl/data/**/*.gdt", 70, 6)
             + found(f"{ROOT}/usr/lib/python3/dist-packages/statsmodels/**/*.csv", 60, 7)),
            ("music", music, found(f"{MUSIC}/corpus/airdsAirs/*.abc", 6, 8) + found(f"{MUSIC}/corpus/oneills1850/*.abc", 40, 9)
             + found(f"{MUSIC}/corpus/josquin/*.abc", 8, 10) + in_tens(found(f"{MUSIC}/corpus/ryansMammoth/*.abc", 350, 11)))]
    documents = []
    for kind, render, files in some:
        with ThreadPoolExecutor(3) as pool:
            for source, pages in zip(files, pool.map(lambda source: pages_of(render, source), files)):
                if pages:
                    documents.append((kind, source if isinstance(source, list) else [source], pages))
        print(kind, sum(len(pages) for each, _, pages in documents if each == kind), file=sys.stderr)
    dialogs = found(f"{ROOT}/usr/lib/libreoffice/share/config/soffice.cfg/**/*.ui", 600, 12)
    # Each dialog is on one page of one split alone.
    documents += [("form", names, [small(page)]) for names, page in forms(dialogs, random.Random(13))]
    write(documents)


def write(documents):
    rng = random.Random(14)
    rng.shuffle(documents)
    split, seen = [], Counter()
    for kind, paths, pages in documents:  # every fourth document of a kind is held out
        seen[kind] += 1
        split.append("test" if seen[kind] % 4 == 0 else "train")
    pages = [page for _, _, each in documents for page in each]
    rows = -(-len(pages) // COLUMNS)
    sheet = Image.new("L", (WIDTH * COLUMNS, HEIGHT * rows))
    for i, page in enumerate(pages):
        sheet.paste(page, (i % COLUMNS * WIDTH, i // COLUMNS * HEIGHT))
    palette = sheet.point(lambda value: value // 17).convert("P")
    palette.putpalette([level * 17 for level in range(16) for _ in range(3)])
    half = rows // 2 * HEIGHT
    for name, box in (("pages-1", (0, 0, sheet.width, half)), ("pages-2", (0, half, sheet.width, sheet.height))):
        palette.crop(box).save(f"{HERE}/data/{name}.png", optimize=True, bits=4)
    listed = [{"kind": kind, "split": part, "pages": len(each), "from": [bare(path) for path in paths]}
              for (kind, paths, each), part in zip(documents, split)]
    with open(f"{HERE}/data/pages.json", "w") as file:
        head = json.dumps({"width": WIDTH, "height": HEIGHT, "columns": COLUMNS})[:-1]
        file.write(head + ', "documents": [\n' + ",\n".join(json.dumps(each) for each in listed) + "\n]}\n")
    print(Counter((each["kind"], each["split"]) for each in listed for _ in range(each["pages"])), file=sys.stderr)


main()
