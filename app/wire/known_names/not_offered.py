"""What other libraries have and this service has not: each name with the way round."""

from __future__ import annotations

from gradgrid.app.wire.known_names.answers import Answer, said_of

_QUANTISED = (
    "quantised convolutions are not supported: send the numbers that the integers stand for, "
    "scale * (q - zero_point)"
)
_BATCH_NORM = (
    "batch normalisation is not supported: fold it into weight and bias, or send the gradient "
    "before it as grad_output"
)
BETA = (
    "cuDNN adds beta times the old result: leave it out where it is 0; batch normalisation is not "
    "offered: fold it into weight and bias"
)
_DEFORMABLE = "deformable convolutions are not supported: their samples stand at no fixed taps"
_COMPLEX = (
    "complex numbers are not supported: a convolution of complex numbers is four of real ones, of "
    "the real and the imaginary parts"
)
_SEPARABLE = "a separable convolution is two requests: depthwise, then a 1x1 kernel"
_DEPTH = "a 3-D convolution is not supported: sum 2-D ones over the taps in depth"

# The names, by what is to be said of them.
_GROUPS = {
    _QUANTISED: "scale zero_point x_scale x_zero_point w_scale w_zero_point y_scale y_zero_point "
    "qscheme quantization quantized quantized_bias_type asymmetric_quantize_inputs "
    "int8_scale_term input_scale output_scale input_zero_point output_zero_point "
    "weight_scale weight_zero_point kernel_scale kernel_zero_point",
    _BATCH_NORM: "batch_norm gamma running_mean running_var eps epsilon batch_normalize "
    "normalizer_fn normalizer_params norm normalization moving_mean moving_variance",
    _DEFORMABLE: "offset offsets deformable_groups modulation offset_group num_deformable_group "
    "deformable_group",
    _COMPLEX: "complex imag imaginary real",
    _SEPARABLE: "pointwise_kernel pointwise_filter",
    _DEPTH: "depth d_padding kernel_d stride_d k_t d_t pad_d dilation_d kernel_depth stride_depth "
    "pad_front pad_back",
    'a dilated input makes it a transposed convolution: "operation": "conv_transpose2d", with this '
    "number as stride": "lhs_dilation input_dilation base_dilation",
    "give output_padding instead: the output's size follows from it": "output_size output_shape "
    "output_sizes target_shape outsize",
    "a depthwise kernel is a weight with one channel in, and groups = C_in": "depthwise_kernel "
    "depthwise_filter depthwise_weight",
    "only zeros are put around an input: pad it with other values first": "padding_value "
    "constant_values cval fillvalue pad_value pad_constant constant_value fill_value",
    "it is a field of /terms: post the request there, or leave it out": "tensor index zeros limit",
    "it is a field of /trace: post the request there, or leave it out": "only chapters",
    "batch groups are not supported: send each group as a request": "batch_group_count",
    "it is C_out / C_in of a weight with groups = C_in: leave it out": "depth_multiplier "
    "channel_multiplier",
    "a scale of the output is not supported: scale weight and bias, or grad_output": "alpha",
    "sums are computed, no means: for a mean, divide grad_output by its count first": "reduction "
    "reduce size_average",
    "it moves the window: give padding as [[top, bottom], [left, right]], negative to crop": (
        "origin anchor"
    ),
    "weights that differ by place are not supported: send each place as a request": "unshared",
    "connections between some channels alone are not supported: use groups, or zeros in weight": (
        "conn_table sharing convolution_map"
    ),
    "weights are sent as they are used: apply the scale, the norm or the binarisation first": (
        "binary xnor spectral_norm weight_norm use_weight_norm"
    ),
    "several gradients are several requests: send one grad_output in each": "num_grads has_aux",
}
NOT_OFFERED: dict[str, Answer] = said_of(_GROUPS)

# Of these, the sentences that are said of a whole kind of convolution.
COMPUTED_NOWHERE = {_QUANTISED, _BATCH_NORM, BETA, _DEFORMABLE, _COMPLEX, _SEPARABLE, _DEPTH}
