# What a developer and a user type. `make demo`, `make test` and `make build` work on a fresh Debian 12 machine
# that has only Swift: they install what is missing first, and say so.

SWIFT ?= swift
PREFIX ?= /usr/local
PACKAGES = libopenblas-dev libdnnl-dev libpng-dev libjpeg62-turbo-dev libcairo2-dev \
  libpango1.0-dev libssl-dev libxxhash-dev pkg-config fonts-inter fonts-dejavu-core \
  fonts-droid-fallback libheif-dev libwebp-dev libtiff-dev libopenjp2-7-dev libgif-dev liblcms2-dev
# Only the tests look at finished PDF files; without these those tests skip.
TEST_PACKAGES = poppler-utils qpdf
SOURCES = Sources Tests Benchmarks Fuzz Package.swift
# Of the fuzzers; all if there is none.
READERS =
FUZZ_SECONDS ?= 60
FUZZ_COUNT ?= 200000
RELEASE = -c release --static-swift-stdlib

.PHONY: deps test-deps build demo open-models models test test-quick lint format bench fuzz fuzz-quick install deb snapshots clean

deps:
	@Scripts/install-packages $(PACKAGES)

test-deps:
	@Scripts/install-packages $(PACKAGES) $(TEST_PACKAGES)

build: deps
	$(SWIFT) build $(RELEASE) --product facet
	@echo "Built $$($(SWIFT) build $(RELEASE) --show-bin-path)/facet"
	@"$$($(SWIFT) build $(RELEASE) --show-bin-path)/facet" --version

# The main job on drawn people with the built-in models: output/demo/index.html.
demo: build
	"$$($(SWIFT) build $(RELEASE) --show-bin-path)/facet" demo

# Models that may be fetched freely, into models/: a network, a detector and a predictor of landmarks.
OPEN_MODELS = models
open-models: build
	@Scripts/install-packages python3-pip unzip libdlib-data
	@Scripts/open-models "$$($(SWIFT) build $(RELEASE) --show-bin-path)/facet" $(OPEN_MODELS)

# Optimized, because the tests compute much: a third of the time. In a folder of its own, so that `swift build`
# does not have to compile everything again.
test: test-deps
	$(SWIFT) test --scratch-path .build-test -Xswiftc -O

# Fast suites, under a minute once built: numbers, formats and texts, without networks, whole reports, trainings
# and batches.
QUICK = Basics|Pictures|Tensors|Drawing|Faces|Portraits|Statistics|Datasets|Identification|Evidence|Mustache|CommandLines
QUICK_TEXTS = RecipeTests|SituationTests|HelpSnapshotTests
test-quick: test-deps
	$(SWIFT) test --filter '^($(QUICK))Tests[.]|^facetTests[.]($(QUICK_TEXTS))' --skip 'ThatMultiplyAreStopped'

lint:
	$(SWIFT) format lint -r --strict $(SOURCES)
	Scripts/lint-words

format:
	$(SWIFT) format -i -r $(SOURCES)

# All groups, or one: make bench ONLY=h2l (backbone, stage1, emd, h2l, mtcnn, report, gallery).
bench: deps
	$(SWIFT) run -c release facet-benchmarks $(ONLY)

# Broken files for every reader, or for one: make fuzz READERS=png. See Fuzz/README.md.
# By libFuzzer, with the address sanitizer, for FUZZ_SECONDS each:
fuzz: deps
	Fuzz/run-libfuzzer $(FUZZ_SECONDS) $(READERS)

# By seeded mutations of sound files, FUZZ_COUNT each, the same at each run:
fuzz-quick: deps
	$(SWIFT) build -c release --product facet-mutations
	for reader in $(or $(READERS),$$(.build/release/facet-mutations --list)); do \
	  .build/release/facet-mutations --reader $$reader --count $(FUZZ_COUNT) || exit 1; done

# The binary carries its templates. Completions and the manual page are made by the binary itself.
SHARE = $(DESTDIR)$(PREFIX)/share
install: build
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(SHARE)/man/man1" "$(SHARE)/bash-completion/completions" \
	  "$(SHARE)/zsh/site-functions" "$(SHARE)/fish/vendor_completions.d"
	install -m 755 "$$($(SWIFT) build $(RELEASE) --show-bin-path)/facet" "$(DESTDIR)$(PREFIX)/bin/facet"
	"$(DESTDIR)$(PREFIX)/bin/facet" --manual > "$(SHARE)/man/man1/facet.1"
	"$(DESTDIR)$(PREFIX)/bin/facet" --completions bash > "$(SHARE)/bash-completion/completions/facet"
	"$(DESTDIR)$(PREFIX)/bin/facet" --completions zsh > "$(SHARE)/zsh/site-functions/_facet"
	"$(DESTDIR)$(PREFIX)/bin/facet" --completions fish > "$(SHARE)/fish/vendor_completions.d/facet.fish"

# A Debian package, in DEB_FOLDER: the program, its manual page, completions, templates and documentation.
# It is installed where Swift is not: Scripts/prove-fresh-machine shows it.
DEB_PACKAGES = debhelper dpkg-dev
DEB_FOLDER = output
deb: deps
	@Scripts/install-packages $(DEB_PACKAGES)
	mkdir -p "$(DEB_FOLDER)"
	DEB_RULES_REQUIRES_ROOT=no debian/rules binary SWIFT="$(SWIFT)" DEB_FOLDER="$(abspath $(DEB_FOLDER))"
	@echo "Built $$(ls "$(DEB_FOLDER)"/facet_*.deb)"

# Records what the snapshot tests compare with; read the difference before you commit it.
snapshots: test-deps
	RECORD_SNAPSHOTS=1 $(SWIFT) test --filter 'Snapshot|ErrorSentence' || true
	git --no-pager diff --stat -- '*/Snapshots/*'

# Trains the built-in models again: docs/models/built-in.md. Takes some ten minutes on a quiet machine.
MODELS = Sources/C/CModels
models: build
	"$$($(SWIFT) build $(RELEASE) --show-bin-path)/facet" train backbone --portraits 500 \
	  --portraits-each 10 --zoom 1.2 --steps 800 --output $(MODELS)/backbone.safetensors
	"$$($(SWIFT) build $(RELEASE) --show-bin-path)/facet" train h2l --portraits 300 \
	  --portraits-each 8 --occlusions 4 --hidden 256 --steps 1500 \
	  --model $(MODELS)/backbone.safetensors --output $(MODELS)/h2l.safetensors
	touch $(MODELS)/CModels.c

clean:
	rm -rf .build .build-test
