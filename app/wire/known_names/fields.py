"""Names of other libraries for the fields of a request."""

from __future__ import annotations

from collections.abc import Iterable

from gradgrid.app.wire.known_names.answers import Answer, each_of

# By our name, the names under which the same value is known.
_SAME = {
    "operation": "",
    "input": "x inputs image images lhs input_data a_prev in1 inp data activations last_input src "
    "x_in input_tensor bottom bottom_data incoming layer_input in_data prev_layer in_tensor "
    "img imgs im xs picture signal source source_tensor bottom_blob data_batch arg0",
    "weight": "weights kernels rhs w_ filt in2 conv_weight w conv_w filter_weights kernel_weights "
    "conv_kernel conv_filter weight_tensor wei wt wts ker kern",
    "bias": "b biases bias_weights conv_bias b_ bias_tensor bias_term_value",
    "grad_output": "dout dy dz grad grad_out out_backprop cotangent upstream gradoutput "
    "output_grad grad_outputs dl_dy ct output_gradient output_gradients diff_dst dl_dout d_l_d_out "
    "gy dvalues top_diff upstream_grad upstream_gradient dnext grad_y ograd out_grad "
    "error_signal d_next g_out "
    "incoming_gradient incoming_grad accum_grad",
    "stride": "strides window_strides subsample kernel_stride filter_stride stride_nd steps step s "
    "subsampling output_subsampling filter_strides conv_stride "
    "stride_a filter_stride_a",
    "padding": "pads paddings explicit_paddings zero_padding p padding_nd padding_size pad_width "
    "explicit_padding zero_pad conv_padding pad_size input_padding padding_amount n_pad pad_a",
    "dilation": "dilations rhs_dilation dilation_rate kernel_dilation rate rates atrous_rate "
    "atrous dilate kernel_dilations dilation_factor filter_dilation dilation_nd dilation_rates "
    "dilation_a",
    "groups": "group feature_group_count num_group num_groups ngroups n_groups group_count "
    "nb_groups conv_groups",
    "layout": "data_format data_layout format memory_format tensor_format input_layout "
    "image_data_format image_ordering order input_format",
    "weight_layout": "filter_format kernel_layout weight_format filter_layout weights_format "
    "weights_layout kernel_format w_format",
    "dtype": "data_type preferred_element_type precision acc_dtype compute_type param_dtype "
    "compute_dtype math_type accumulation_type",
    "flip_kernel": "flip flip_filters true_convolution flip_kernels flip_weights",
    "output_padding": "out_pad output_paddings adj padding_out trans_out_pad trans_output_pad",
    "padding_mode": "boundary border_type pad_value_mode boundary_mode edge_mode",
    "id": "request_id",
    "convention": "names_of library framework",
    "summary": "description caption",
    "title": "name label layer_name",
}
# The same where the value is written in another way: how.
_WRITTEN = {
    'here it is operation: "conv_transpose2d" for true, "conv2d" for false': (
        "operation",
        "transposed transpose is_deconvolution deconv is_deconv is_transposed",
    ),
    'here it is operation, "conv2d" or "conv_transpose2d"': ("operation", "op op_type op_name"),
    'here it is padding: "valid" and "same" are taken, "full" is dilation * (kernel - 1) on every '
    'side, "half" is kernel // 2': ("padding", "border_mode conv_border_mode"),
    'here it is padding: "valid", "same" and "same_lower" are taken; for "custom" give '
    "[[top, bottom], [left, right]]": ("padding", "pad_type padding_type padding_style"),
    'here it is padding: "SAME" and "VALID" are taken; for "EXPLICIT" give the numbers': (
        "padding",
        "padding_algorithm auto_padding convolution_mode is_same_mode",
    ),
    'here it is padding, "same" or "same_lower"': ("padding", "auto_pad"),
    "here it is padding: rename it (in Darknet, pad=1 stands for kernel // 2)": ("padding", "pad"),
    'here it is padding: give "valid" or "same" as its value': ("padding", "valid same"),
    "here it is padding, of a transposed convolution: rename it": ("padding", "cropping"),
    "weight and bias are fields of their own: give each as a tensor": ("weight", "blobs"),
    "here it is padding: give [[top, bottom], [left, right]]": (
        "padding",
        "custom_padding custom_pad pad_list",
    ),
    "here it is dilation: rename it, but oneDNN counts dilates from 0: add 1": (
        "dilation",
        "dilates",
    ),
    "here it is flip_kernel: rename it (in Theano it is true unless it is given)": (
        "flip_kernel",
        "filter_flip",
    ),
    "here it is flip_kernel, the other way round: Flux.jl's flipped=true is flip_kernel false": (
        "flip_kernel",
        "flipped",
    ),
    "here it is flip_kernel: true where both axes are reversed, false where none is": (
        "flip_kernel",
        "window_reversal",
    ),
    'here it is flip_kernel: true for "conv" (CUDNN_CONVOLUTION), false for "cross" '
    "(CUDNN_CROSS_CORRELATION)": ("flip_kernel", "conv_mode c_mode"),
    'here it is layout: "th" is NCHW, "tf" is NHWC': ("layout", "dim_ordering"),
    'here it is layout, "NHWC" or "NCHW", and weight_layout for the kernel, such as "HWIO"': (
        "layout",
        "dimension_numbers dim_labels input_batch_dimension input_feature_dimension "
        "input_spatial_dimensions output_batch_dimension output_feature_dimension "
        "output_spatial_dimensions channel_axis",
    ),
    'here it is weight_layout, such as "HWIO" or "OIHW"': (
        "weight_layout",
        "kernel_input_feature_dimension kernel_output_feature_dimension kernel_spatial_dimensions",
    ),
    "give stride and padding as fields of their own": (
        "stride",
        "conv_param hparameters hparams "
        "convolution_param params config layer_params conv_info options conv_params",
    ),
    "give padding as [[top, bottom], [left, right]]: pads_begin is [top, left], pads_end is "
    "[bottom, right]": (
        "padding",
        "pads_begin pads_end pre_padding post_padding padding_l padding_r pad_begin pad_end",
    ),
    "give padding as [[top, bottom], [left, right]]": (
        "padding",
        "pad_top pad_bottom pad_left pad_right padding_top padding_bottom padding_left "
        "padding_right pad_t pad_l pad_b pad_r pad_up pad_down input_padding_top "
        "input_padding_bottom input_padding_left input_padding_right",
    ),
}
# The vertical or the horizontal part of an option.
_PARTS = {
    "padding": "pad_h pad_w padding_h padding_w pad_x pad_y p_h p_w padding_x padding_y x_padding "
    "y_padding padding_height padding_width pad_height h_pad w_pad",
    "stride": "stride_h stride_w stride_x stride_y s_h s_w u v stride_in_x stride_in_y x_stride "
    "y_stride stride_height stride_width subsampling_height subsampling_width h_stride w_stride",
    "dilation": "dilation_h dilation_w dilation_w_factor dilation_h_factor dilation_x dilation_y "
    "dilation_height dilation_width dilation_rate_in_x dilation_rate_in_y upscale_x upscale_y "
    "dilate_h dilate_w x_dilation y_dilation "
    "x_dilation_stride y_dilation_stride",
    "output_padding": "adj_h adj_w adj_x adj_y output_padding_h output_padding_w",
}


def _by_name(answers: Iterable[tuple[str, Answer]]) -> dict[str, Answer]:
    return {
        name: named for names, answer in answers for name, named in each_of(names, answer).items()
    }


FIELDS: dict[str, Answer] = (
    _by_name(
        (f"{ours} {names}", Answer(f"here it is {ours}: rename it", ours, is_renamed=True))
        for ours, names in _SAME.items()
    )
    | _by_name(
        (names, Answer(text, ours, is_renamed="rename it" in text))
        for text, (ours, names) in _WRITTEN.items()
    )
    | _by_name(
        (names, Answer(f"it is a part of {ours}: give {ours} as [vertical, horizontal]", ours))
        for ours, names in _PARTS.items()
    )
)
