// Runs in CloudFront before each request for the console. Its pages have addresses of their own,
// which only its script knows: whatever is no file of the build is answered with its one page.
// FILES, HASHED, INDEX and PREFIX are written before this.

function handler(event) {
  var request = event.request;
  if (request.uri.indexOf(PREFIX) !== 0) {
    return { statusCode: 302, statusDescription: "Found", headers: { location: { value: PREFIX } } };
  }
  var name = request.uri.slice(PREFIX.length);
  if (name.indexOf(HASHED) !== 0 && FILES.indexOf(name) < 0) request.uri = PREFIX + INDEX;
  return request;
}
