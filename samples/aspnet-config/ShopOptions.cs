namespace Confd.Samples.AspNetConfig;

/// <summary>The settings <c>shop:*</c>, which are the keys <c>/myapp/shop/*</c> of the table.</summary>
internal sealed class ShopOptions
{
    /// <summary>What visitors are greeted with: <c>/myapp/shop/greeting</c>.</summary>
    public string Greeting { get; set; } = "Hello";

    /// <summary>The most articles on a page: <c>/myapp/shop/page-size</c>, a positive number.</summary>
    [Microsoft.Extensions.Configuration.ConfigurationKeyName("page-size")]
    public int PageSize { get; set; } = 20;
}
