using System.Net;
using System.Text.RegularExpressions;

namespace Confd.Flags.Console.Tests;

/// <summary>What a browser does: keeps the cookie, says where a form comes from, sends a form's hidden fields along.</summary>
internal sealed partial class Visitor(Uri address) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        Expect100ContinueTimeout = TimeSpan.FromMinutes(1),
    })
    {
        BaseAddress = address,
    };

    /// <summary>What is sent as Cookie; null: nothing.</summary>
    public string? Cookie { get; set; }

    /// <summary>What is sent as Origin with forms; null: nothing.</summary>
    public string? Origin { get; set; } = address.GetLeftPart(UriPartial.Authority);

    /// <summary>What is sent as Sec-Fetch-Site; null: nothing.</summary>
    public string? Site { get; set; } = "same-origin";

    /// <summary>What is sent as Host; null: the address.</summary>
    public string? Host { get; set; }

    /// <summary>Further headers.</summary>
    public Dictionary<string, string?> Headers { get; } = [];

    /// <summary>The version of HTTP that is asked by.</summary>
    public Version Version { get; set; } = HttpVersion.Version11;

    /// <summary>The page that is shown.</summary>
    public string Page { get; private set; } = "";

    /// <summary>The answer that brought it, without its body.</summary>
    public HttpResponseMessage Answer { get; private set; } = new();

    public Task<HttpStatusCode> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

    /// <summary>Sends a form of the page with other values for some of its fields.</summary>
    /// <param name="mark">What the form has that no other has, such as <c>value="on"</c>.</param>
    /// <param name="fields">Names and values, in turn.</param>
    public Task<HttpStatusCode> SubmitAsync(string mark, params string[] fields)
    {
        var form = Forms().Matches(Page).Select(match => match.Value).Single(text => text.Contains(mark, StringComparison.Ordinal));
        var given = fields.Chunk(2).Select(pair => KeyValuePair.Create(pair[0], pair[1])).ToList();
        var hidden = Inputs().Matches(form)
            .Select(match => KeyValuePair.Create(Decode(match, "name"), Decode(match, "value")))
            .Where(field => given.TrueForAll(pair => pair.Key != field.Key));
        return PostAsync(Decode(Actions().Match(form), "action"), hidden.Concat(given));
    }

    /// <summary>Sends a form of the page with all that its fields show, as browsers do, but for some of them.</summary>
    /// <param name="mark">What the form has that no other has.</param>
    /// <param name="fields">Names and other values, in turn.</param>
    public Task<HttpStatusCode> SubmitAsShownAsync(string mark, params string[] fields)
    {
        var form = Forms().Matches(Page).Select(match => match.Value).Single(text => text.Contains(mark, StringComparison.Ordinal));
        var shown = Shown().Matches(form)
            .Where(match => match.Value.Contains("checked", StringComparison.Ordinal)
                || !match.Value.Contains("checkbox", StringComparison.Ordinal))
            .Select(match => (
                Name: Decode(match, "name"),
                Value: Decode(match, "value").Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n')
                    .Replace("\n", match.Value.StartsWith("<input", StringComparison.Ordinal) ? "" : "\r\n", StringComparison.Ordinal)))
            .Where(field => !fields.Chunk(2).Any(pair => pair[0] == field.Name))
            .SelectMany(field => new[] { field.Name, field.Value });
        return SubmitAsync(mark, [.. shown, .. fields]);
    }

    public Task<HttpStatusCode> PostAsync(string path, IEnumerable<KeyValuePair<string, string>> fields) =>
        PostAsync(path, new FormUrlEncodedContent(fields));

    public Task<HttpStatusCode> PostAsync(string path, HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        if (Origin is not null)
        {
            request.Headers.Add("Origin", Origin);
        }

        return SendAsync(request);
    }

    /// <summary>Sends a form that can be taken, confirms the preview, and goes where that leads.</summary>
    public async Task ChangeAsync(string mark, params string[] fields)
    {
        (await SubmitAsync(mark, fields)).ShouldBe(HttpStatusCode.OK, Page);
        (await SubmitAsync("/apply?")).ShouldBe(HttpStatusCode.SeeOther, Page);
        (await FollowAsync()).ShouldBe(HttpStatusCode.OK, Page);
    }

    /// <summary>Goes where the answer leads.</summary>
    public Task<HttpStatusCode> FollowAsync() => GetAsync(Answer.Headers.Location!.ToString());

    public void Dispose()
    {
        Answer.Dispose();
        _http.Dispose();
    }

    private static string Decode(Match match, string group) => WebUtility.HtmlDecode(match.Groups[group].Value);

    private async Task<HttpStatusCode> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            request.Headers.Host = Host;

            // Who refuses a form before all of it has come may close the connection while it is still being sent.
            request.Headers.ExpectContinue = request.Content is not null;
            (request.Version, request.VersionPolicy) = (Version, HttpVersionPolicy.RequestVersionExact);
            var own = new Dictionary<string, string?>(Headers) { ["Cookie"] = Cookie, ["Sec-Fetch-Site"] = Site };
            foreach (var (name, value) in own)
            {
                if (value is not null)
                {
                    request.Headers.TryAddWithoutValidation(name, value);
                }
            }

            Answer.Dispose();
            Answer = await _http.SendAsync(request, Cancellation);
        }

        Page = await Answer.Content.ReadAsStringAsync(Cancellation);
        if (Answer.Headers.TryGetValues("Set-Cookie", out var cookies))
        {
            Cookie = cookies.Single().Split(';')[0];
        }

        return Answer.StatusCode;
    }

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline, 10_000)]
    private static partial Regex Forms();

    // Fields of a line, boxes, texts and what is chosen of a list.
    [GeneratedRegex(
        """
        <input(?!\ type="hidden")[^>]*?\ name="(?<name>[^"]*)"\s+value="(?<value>[^"]*)"[^>]*>
        |<textarea\ name="(?<name>[^"]*)"[^>]*>\n(?<value>[^<]*)</textarea>
        |<select\ name="(?<name>[^"]*)"[^>]*>(?:(?!</select>).)*?<option\ value="(?<value>[^"]*)"\ selected>
        """,
        RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace,
        10_000)]
    private static partial Regex Shown();

    [GeneratedRegex("action=\"(?<action>[^\"]*)\"", RegexOptions.None, 10_000)]
    private static partial Regex Actions();

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]*)\" value=\"(?<value>[^\"]*)\">", RegexOptions.None, 10_000)]
    private static partial Regex Inputs();
}
