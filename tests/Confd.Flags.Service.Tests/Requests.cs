using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Confd.Flags.Service.Tests;

/// <summary>Requests as clients make them.</summary>
internal static class Requests
{
    public static HttpRequestMessage Ofrep(string path, string body, string key = ServedTable.OfrepKey)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/ofrep/v1/evaluate/flags" + path) { Content = Json(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return request;
    }

    public static HttpRequestMessage Sdk(string path, string? key = ServedTable.SdkKey, string method = "GET", string? body = null)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : Json(body) };
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", key);
        }

        return request;
    }

    /// <summary>A context as it stands in a path.</summary>
    public static string Encode(string context) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(context)).Replace('+', '-').Replace('/', '_').TrimEnd('=');

    public static async Task<(int Status, JsonElement Body)> FetchAsync(this HttpClient http, HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            return ((int)response.StatusCode, text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text));
        }
    }

    public static async Task<HttpResponseMessage> SendAsync(this HttpClient http, HttpRequestMessage request, string header, string value)
    {
        using (request)
        {
            request.Headers.TryAddWithoutValidation(header, value);
            return await http.SendAsync(request);
        }
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
}
