"use strict";

// Forms begin empty, and what was left empty is not sent unless its box is ticked: by default Swagger UI would send values it made up,
// and empty all that has none.
const emptyForms = () => ({
  wrapComponents: {
    JsonSchemaForm: (Original, { React }) => (props) => {
      const begins = React.useRef(props.dispatchInitialValue !== undefined);
      const empty = props.schema?.getIn(["items", "format"]) === "binary" ? [""] : ""; // a list of files begins with one to choose
      const value = begins.current ? empty : props.value;
      begins.current = false;
      return React.createElement(Original, { ...props, value });
    },
    ParameterIncludeEmpty: (Original, { React }) => (props) =>
      React.createElement(Original, { ...props, isIncludedOptions: { ...props.isIncludedOptions, defaultValue: false } }),
  },
});

const ui = SwaggerUIBundle({
  url: "{{ schema_url|escapejs }}",
  dom_id: "#swagger-ui",
  presets: [SwaggerUIBundle.presets.apis],
  plugins: [emptyForms],
  layout: "BaseLayout",
  ...{{ settings|safe }},
});
