namespace Clrscope.Activities.Tests;

public sealed class RoutesTests
{
    private static readonly Dictionary<string, object?> Values = new(StringComparer.OrdinalIgnoreCase)
    {
        ["controller"] = "Home",
        ["action"] = "Privacy",
        ["area"] = "",
        ["page"] = null,
        ["version"] = 2,
    };

    [Theory]
    [InlineData("/cart/{id}")]
    [InlineData("/")]
    [InlineData("/cart/{actionId}/{{action}}")]
    [InlineData("/cart/{id:regex(^{{action}}$)}")]
    [InlineData("/{*path}")]
    [InlineData("/{")]
    [InlineData("/{action")]
    public void A_template_that_names_no_action_is_the_route(string template)
    {
        Assert.True(Routes.IsFinal(template));
        Assert.Equal(template, Routes.Of(template, Values));
    }

    [Theory]
    [InlineData("{controller=Home}/{action=Index}/{id?}", "/Home/Privacy/{id?}")]
    [InlineData("/{Controller}/{ACTION}", "/Home/Privacy")]
    [InlineData("~/x/{action:length(1,{{9}})}-{controller}.{page}", "/x/Privacy-Home.{page}")]
    [InlineData("{area:exists}/{controller}/{*action}", "/{area:exists}/Home/Privacy")]
    [InlineData("{version}/{action?}", "/{version}/Privacy")]
    [InlineData("/{{x}}/{action}", "/{{x}}/Privacy")]
    [InlineData("cart/{id}", "/cart/{id}")]
    [InlineData("", "/")]
    [InlineData("~/", "/")]
    [InlineData("}{action}{", "/}Privacy{")]
    public void The_action_stands_for_its_parameters(string template, string route)
    {
        Assert.False(Routes.IsFinal(template));
        Assert.Equal(route, Routes.Of(template, Values));
    }

    [Fact]
    public void Without_values_only_the_beginning_changes() =>
        Assert.Equal("/{controller=Home}", Routes.Of("{controller=Home}", values: null));

    [Theory]
    [InlineData("/cart", "cart", true)]
    [InlineData("cart", "~/cart", true)]
    [InlineData("/", "", true)]
    [InlineData("/cart", "/carts", false)]
    [InlineData("/", null, false)]
    public void Templates_are_the_same_however_they_begin(string route, string? template, bool same) =>
        Assert.Equal(same, Routes.AreSame(route, template));
}
