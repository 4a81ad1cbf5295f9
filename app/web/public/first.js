/*
 * Runs before the page, in browsers of any age: no syntax after ES3 here. Says what to do when the page does not come: too old a browser, a
 * broken load, a line that is very slow. What it says of emergencies needs no server; the doctor's number is asked for.
 */
(function () {
  var SLOW_MS = 8000;
  var BROKEN_MS = 45000;
  var shown = "";
  var number = "";
  var english = /^en/i.test(navigator.language || navigator.userLanguage || "");
  var words = english
    ? {
        old: "This browser is too old for Jiayi. Please open the magnet's code with WeChat's scanner or with a newer browser, or phone your family doctor.",
        slow: "Still opening; the network is slow. If it cannot wait, phone.",
        broken: "The page did not come. Please open it again when the network is better, or phone your family doctor.",
        now: "Do not wait, call 120: crushing chest pain, struggling for breath, a crooked mouth or one side weak or slurred speech, cannot be woken, a fit, heavy bleeding, swollen lips with breathlessness, poison, a baby that is limp or blue.",
        call: "Call 120",
        doctor: "Call the family doctor "
      }
    : {
        old: "这个浏览器太旧，打不开家医。请用微信“扫一扫”扫冰箱贴上的码，或换一个新一点的浏览器；也可以直接给家庭医生打电话。",
        slow: "网络慢，还在打开。等不了的话，直接打电话。",
        broken: "页面没有打开。请等网络好一点再打开一次，或直接给家庭医生打电话。",
        now: "这些情况不要等，直接打 120：胸口剧痛或压得慌、喘不上气、嘴歪或一边手脚没力或说话不清、叫不醒、抽风、大出血、嘴唇肿又喘、中毒、婴儿发软发紫。",
        call: "打 120",
        doctor: "给家庭医生打电话 "
      };

  function add(parent, name, text, className) {
    var made = document.createElement(name);
    made.appendChild(document.createTextNode(text));
    if (className) made.className = className;
    parent.appendChild(made);
    return made;
  }

  function draw() {
    var root = document.getElementById("app");
    // The page draws itself over what stands here, and takes this class away with it.
    if (!root || !waiting(root)) return;
    while (root.firstChild) root.removeChild(root.firstChild);
    var box = add(root, "div", "", "boot");
    box.id = "first";
    add(box, "p", words[shown], "lead");
    add(box, "p", words.now, "callout");
    add(box, "a", words.call, "button").href = "tel:120";
    if (number) add(box, "a", words.doctor + number, "button").href = "tel:" + number.replace(/[^0-9+]/g, "");
  }

  function waiting(root) {
    return root.children.length === 1 && /(^| )boot( |$)/.test(root.children[0].className);
  }

  function show(what) {
    if (shown === "old" || shown === what) return;
    shown = what;
    draw();
    ask();
  }

  function ask() {
    var found = /^\/m\/([A-Za-z0-9_-]{1,64})\/?$/.exec(location.pathname);
    if (!found || number || !window.XMLHttpRequest || !window.JSON) return;
    var request = new XMLHttpRequest();
    request.onreadystatechange = function () {
      if (request.readyState !== 4) return;
      try {
        var answer = JSON.parse(request.responseText);
        number = String((answer.doctor && answer.doctor.phone) || answer.phone || "");
      } catch (error) {
        number = "";
      }
      if (number) draw();
    };
    request.open("GET", "/v1/magnets/" + found[1], true);
    request.send();
  }

  function onError(event) {
    var source = event && (event.filename || (event.target && event.target.src) || "");
    if (/\/assets\//.test(String(source))) show(event.message ? "old" : "broken");
  }

  if (window.addEventListener) window.addEventListener("error", onError, true);
  function start() {
    if (!("noModule" in document.createElement("script")) || !window.Promise || !window.indexedDB) show("old");
    else {
      setTimeout(function () { show("slow"); }, SLOW_MS);
      setTimeout(function () { show("broken"); }, BROKEN_MS);
    }
  }
  if (document.readyState === "loading" && document.addEventListener) document.addEventListener("DOMContentLoaded", start);
  else setTimeout(start, 0);
})();
