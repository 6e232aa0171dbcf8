// In a notebook: the page in its sandboxed frame, and messages between it and the model, whose `values` are the leaves.

function render({model, el}) {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", "allow-scripts");
  frame.setAttribute("title", "Interactive computation graph");
  frame.className = "autodiff-page";
  frame.srcdoc = model.get("page");

  const toPage = () => frame.contentWindow?.postMessage({leaves: model.get("values")}, "*");
  function fromPage({source, data}) {
    if (source !== frame.contentWindow || !data) return;
    if (data.ready) toPage();
    if (data.leaves) {
      model.set("values", {...model.get("values"), ...data.leaves}); // the page says what was moved there, no more
      model.save_changes();
    }
  }

  window.addEventListener("message", fromPage);
  model.on("change:values", toPage);
  el.append(frame);
  return () => {
    window.removeEventListener("message", fromPage);
    model.off("change:values", toPage);
  };
}

export default {render};
