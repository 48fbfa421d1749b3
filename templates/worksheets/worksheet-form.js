"use strict";
(function () {
  const study = JSON.parse(document.getElementById("study").textContent);
  const words = study.words;
  const main = document.getElementById("main");
  const name = "facet:" + study.study + ":" + study.sheet;
  let storage = null;
  try {
    storage = window.localStorage;
    storage.setItem(name + ":test", "1");
    storage.removeItem(name + ":test");
  } catch (error) { storage = null; }
  let state = { place: 0, answers: [] };
  let wasKept = false;
  if (storage) {
    try {
      const kept = JSON.parse(storage.getItem(name));
      if (kept && Number.isInteger(kept.place) && Array.isArray(kept.answers)) {
        state = kept;
        wasKept = kept.place > 0;
      }
    } catch (error) { /* Begins again. */ }
  }
  function keep() {
    if (!storage) { return; }
    try { storage.setItem(name, JSON.stringify(state)); } catch (error) { storage = null; }
  }

  // The screens: consent, instructions, then for each part how to read, practice and pairs, then the end.
  const screens = [{ kind: "consent" }, { kind: "instructions" }];
  study.blocks.forEach(function (block, part) {
    screens.push({ kind: "read", part: part });
    block.items.forEach(function (item, place) {
      (item.training || !study.twoStep ? [null] : ["first", "second"]).forEach(function (step) {
        screens.push({ kind: "pair", part: part, place: place, item: item, step: step });
      });
    });
  });
  screens.push({ kind: "thanks" });

  function make(tag, properties, children) {
    const element = document.createElement(tag);
    Object.keys(properties || {}).forEach(function (key) {
      if (key === "text") { element.textContent = properties.text; }
      else if (key === "class") { element.className = properties.class; }
      else if (key.slice(0, 2) === "on") { element.addEventListener(key.slice(2), properties[key]); }
      else { element.setAttribute(key, properties[key]); }
    });
    (children || []).forEach(function (child) { element.appendChild(child); });
    return element;
  }
  function button(text, action, kind, key) {
    const children = key ? [make("kbd", { text: key, "aria-hidden": "true" })] : [];
    const element = make("button", { type: "button", class: kind || "" });
    element.appendChild(document.createTextNode(text));
    children.forEach(function (child) { element.appendChild(child); });
    element.addEventListener("click", action);
    return element;
  }
  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, function (all, key) { return key in values ? values[key] : all; });
  }
  function paragraphs(list) {
    return list.map(function (part) { return make(part.h ? "h2" : "p", { text: part.t }); });
  }

  function head(screen) {
    const part = document.getElementById("part");
    const count = document.getElementById("count");
    const bar = document.getElementById("bar");
    const code = document.getElementById("code");
    bar.textContent = "";
    part.textContent = screen.part === undefined ? study.title
      : fill(words.part, { part: screen.part + 1, parts: study.blocks.length });
    count.textContent = "";
    code.textContent = "";
    if (screen.kind !== "pair") { return; }
    code.textContent = " · " + words.item + " " + screen.item.code;
    const items = study.blocks[screen.part].items;
    const own = items.filter(function (item) { return item.training === screen.item.training; });
    const place = own.indexOf(screen.item);
    count.textContent = fill(screen.item.training ? words["form.practice"] : words["form.pair"],
      { number: place + 1, count: own.length })
      + (screen.step ? " · " + words[screen.step === "first" ? "stepOne" : "stepTwo"] : "");
    own.forEach(function (item, index) {
      bar.appendChild(make("i", { class: index < place ? "done" : index === place ? "now" : "" }));
    });
  }

  function show() {
    const screen = screens[Math.min(state.place, screens.length - 1)];
    head(screen);
    main.textContent = "";
    main.hidden = false;
    keys = null;
    ({ consent: consent, instructions: instructions, read: read, pair: pair, thanks: thanks })[screen.kind](screen);
    window.scrollTo(0, 0);
    main.focus({ preventScroll: true });
  }
  function next() {
    state.place += 1;
    keep();
    show();
  }
  let keys = null;
  document.addEventListener("keydown", function (event) {
    if (!keys || event.ctrlKey || event.altKey || event.metaKey) { return; }
    if (event.target.tagName === "TEXTAREA") { return; }
    if (event.key === "Enter" && event.target.tagName === "BUTTON") { return; }
    if (event.key === "Enter" && event.target.tagName === "SUMMARY") { return; }
    if (keys(event.key)) { event.preventDefault(); }
  });

  function notices() {
    const list = [];
    if (wasKept) { list.push(make("p", { class: "notice", text: words["form.saved"] })); }
    if (!storage) { list.push(make("p", { class: "notice", text: words["form.noStorage"] })); }
    wasKept = false;
    return list;
  }

  function consent() {
    const box = make("input", { type: "checkbox", id: "agree" });
    const go = button(words["form.continue"], function () { if (box.checked) { next(); } }, "main");
    go.disabled = true;
    box.addEventListener("change", function () { go.disabled = !box.checked; });
    [make("h1", { text: words.consentTitle })].concat(notices(), paragraphs(study.consent), [
      make("p", {}, [box, make("label", { for: "agree", text: " " + words["form.agree"] })]),
      make("div", { class: "end" }, [go])
    ]).forEach(function (element) { main.appendChild(element); });
  }
  function instructions() {
    [make("h1", { text: words.instructionsTitle })].concat(notices(), paragraphs(study.instructions), [
      make("div", { class: "end" }, [button(words["form.start"], next, "main", "Enter")])
    ]).forEach(function (element) { main.appendChild(element); });
    keys = function (key) { if (key === "Enter") { next(); return true; } return false; };
  }
  function read(screen) {
    const block = study.blocks[screen.part];
    [make("h1", { text: words.howToRead })].concat(notices(), [
      make("p", { text: block.read }),
      make("div", { class: "end" }, [button(words["form.continue"], next, "main", "Enter")])
    ]).forEach(function (element) { main.appendChild(element); });
    keys = function (key) { if (key === "Enter") { next(); return true; } return false; };
  }

  function pair(screen) {
    const item = screen.item;
    const block = study.blocks[screen.part];
    const isPlain = screen.step === "first";
    const names = [words.leftFace, isPlain ? study.plain[0] : block.captions[0],
      isPlain ? study.plain[1] : block.captions[1], words.rightFace];
    const alternatives = ["form.pictureLeft", "form.pictureLeftMap", "form.pictureRightMap", "form.pictureRight"];
    const tiles = make("div", { class: "tiles" });
    const loaded = item.tiles.map(function (tile, place) {
      const image = make("img", {
        alt: words[alternatives[place]], width: study.size[0], height: study.size[1],
        src: study.pictures[isPlain && (place === 1 || place === 2) ? study.panel : tile]
      });
      tiles.appendChild(make("figure", {}, [image, make("figcaption", { text: names[place] })]));
      return image.decode ? image.decode().catch(function () {}) : Promise.resolve();
    });
    const title = make("h1", { text: study.question, id: "question" });
    const how = make("details", {}, [make("summary", { text: words.howToRead }), make("p", { text: block.read })]);
    main.appendChild(make("div", { class: "bar" }, isPlain ? [title] : [title, how]));
    notices().forEach(function (element) { main.appendChild(element); });
    main.appendChild(tiles);
    if (block.legend && !isPlain) {
      main.appendChild(make("p", { class: "legend" }, [
        make("span", { text: block.legend[0] }),
        make("img", { src: study.ramp, alt: "", width: 162, height: 14 }),
        make("span", { text: block.legend[1] })
      ]));
    }
    if (item.advice && !isPlain) { main.appendChild(make("p", { class: "advice", text: item.advice })); }
    main.appendChild(make("hr"));

    // The time counts from the frame after the pictures are there, or from now for quicker answers.
    let since = performance.now(), hidden = 0, hiddenSince = null, last = null;
    Promise.all(loaded).then(function () {
      window.requestAnimationFrame(function () { if (last === null) { since = performance.now(); } });
    });
    function visibility() {
      if (document.hidden) { hiddenSince = performance.now(); }
      else if (hiddenSince !== null) { hidden += performance.now() - hiddenSince; hiddenSince = null; }
    }
    document.addEventListener("visibilitychange", visibility);

    let response = null, confidence = null, isDone = false;
    const inputs = {};
    function radio(group, value, label, key) {
      const input = make("input", { type: "radio", name: group, value: value });
      inputs[group + value] = input;
      input.addEventListener("change", function () { take(group, value); });
      const children = [input, make("span", { text: label })];
      if (key) { children.push(make("kbd", { text: key, "aria-hidden": "true" })); }
      return make("label", { class: group }, children);
    }
    function take(group, value) {
      if (isDone) { return; }
      last = performance.now();
      if (group === "response") { response = value; } else { confidence = value; }
      inputs[group + value].checked = true;
      hint.textContent = "";
    }
    const answers = make("fieldset", {}, [
      make("legend", { text: words["form.answer"] }),
      make("div", { class: "choices" }, [
        radio("response", "same", words["form.same"], "S"),
        radio("response", "different", words["form.different"], "D")
      ])
    ]);
    const sure = make("fieldset", {}, [
      make("legend", { text: words.howSure }),
      make("div", { class: "choices levels" }, [make("span", { class: "hint", text: words.guess })].concat(
        [1, 2, 3, 4, 5].map(function (level) { return radio("confidence", String(level), String(level)); }),
        [make("span", { class: "hint", text: words.certain })]))
    ]);
    main.appendChild(make("div", { class: "answers" }, [answers, sure]));
    const hint = make("p", { class: "hint", role: "status" });
    const solution = make("div", { role: "status" });
    main.appendChild(solution);

    function record(saysSame) {
      document.removeEventListener("visibilitychange", visibility);
      if (item.training) { return; }
      const end = last === null ? performance.now() : last;
      const time = Math.max(0, end - since - hidden);
      state.answers.push({
        item: item.code, phase: screen.step || "test", order: item.order, response: saysSame,
        confidence: saysSame ? confidence : "", time: (time / 1000).toFixed(3),
        hidden: (hidden / 1000).toFixed(3)
      });
    }
    function go() {
      if (isDone) { next(); return; }
      if (!response) { hint.textContent = words["form.missingAnswer"]; return; }
      if (!confidence) { hint.textContent = words["form.missingConfidence"]; return; }
      record(response);
      if (!item.training) { next(); return; }
      isDone = true;
      Object.keys(inputs).forEach(function (key) { inputs[key].disabled = true; });
      const isRight = response === item.solution;
      solution.appendChild(make("p", {
        class: "solution " + (isRight ? "good" : "bad"),
        text: (isRight ? words["form.right"] : words["form.wrong"])
          + (item.solution === "same" ? words["form.solutionSame"] : words["form.solutionDifferent"])
      }));
      cannot.hidden = true;
      forward.focus({ preventScroll: true });
    }
    const cannot = button(words["form.cannotTell"], function () {
      if (window.confirm(words["form.cannotTellSure"])) { record(""); next(); }
    }, "link");
    const forward = button(words["form.next"], go, "main", "Enter");
    main.appendChild(make("div", { class: "end" }, [cannot, hint, forward]));
    keys = function (key) {
      if (key === "Enter") { go(); return true; }
      if (isDone) { return false; }
      if (key === "s" || key === "S") { take("response", "same"); return true; }
      if (key === "d" || key === "D") { take("response", "different"); return true; }
      if (key >= "1" && key <= "5" && key.length === 1) { take("confidence", key); return true; }
      return false;
    };
  }

  function table() {
    const lines = ["study,participant,item,phase,response,confidence,response_time,hidden_time,order"];
    state.answers.forEach(function (answer) {
      lines.push([study.study, study.participant, answer.item, answer.phase, answer.response,
        answer.confidence || "", answer.time, answer.hidden, answer.order].join(","));
    });
    return lines.join("\n") + "\n";
  }
  function thanks() {
    const text = table();
    const area = make("textarea", { readonly: "", "aria-label": words["form.answersText"] });
    area.value = text;
    const save = button(words["form.save"], function () {
      const link = make("a", {
        href: URL.createObjectURL(new Blob([text], { type: "text/csv" })),
        download: "answers-" + study.file + ".csv"
      });
      document.body.appendChild(link);
      link.click();
      link.remove();
    }, "main");
    [make("h1", { text: words.thanks }), make("p", { text: words["form.saveText"] }),
      make("div", { class: "end" }, [save]), area
    ].forEach(function (element) { main.appendChild(element); });
    window.facetAnswers = text;
  }
  show();
})();
